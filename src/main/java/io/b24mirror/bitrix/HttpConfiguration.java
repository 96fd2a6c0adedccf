package io.b24mirror.bitrix;

import java.util.Optional;

import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

/// The HTTP client for portals and authorization servers: guarded addresses, no redirects, no cookies, no repeats of
/// its own, and no exchange that lasts for ever. How much is asked of a portal at a time is told by [PortalLanes]; the
/// authorization server has connections enough for verifications, visitors and renewals side by side.
@Configuration(proxyBeanMethods = false)
class HttpConfiguration {
    /// Bitrix24 ends a request after 60 s, so there is nothing to wait for beyond.
    private static final Timeout ANSWER = Timeout.ofSeconds(60);
    private static final Timeout CONNECT = Timeout.ofSeconds(5);
    private static final Timeout FREE_CONNECTION = Timeout.ofSeconds(60);
    private static final int MAX_CONNECTIONS_PER_HOST = 24;
    /// For as many portals as an instance reads at a time: one that hangs must not take connections from others.
    private static final int MAX_CONNECTIONS = 4_000;

    @Bean
    RestClient bitrixRestClient(GuardedAddresses addresses, Optional<BuildProperties> build) {
        return client(addresses, build, new AnswerDeadline());
    }

    static RestClient client(GuardedAddresses addresses, Optional<BuildProperties> build, AnswerDeadline deadline) {
        var connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(addresses)
                .setMaxConnPerRoute(MAX_CONNECTIONS_PER_HOST)
                .setMaxConnTotal(MAX_CONNECTIONS)
                .setDefaultConnectionConfig(connectionConfig())
                .setDefaultSocketConfig(SocketConfig.custom().setSoTimeout(ANSWER).build())
                .build();
        var client = HttpClients.custom()
                .setConnectionManager(connections)
                .addExecInterceptorFirst("deadline", deadline)
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(FREE_CONNECTION)
                        .setResponseTimeout(ANSWER)
                        .build())
                .build();
        var version = build.map(BuildProperties::getVersion).orElse("dev");
        return RestClient.builder()
                .requestFactory(new HttpComponentsClientHttpRequestFactory(client))
                .defaultHeader(HttpHeaders.USER_AGENT, "b24-mirror/" + version)
                .build();
    }

    /// A connection that the other side has closed meanwhile is found out before it is used: a request that met it
    /// would fail, and nobody could tell whether it was carried out.
    private static ConnectionConfig connectionConfig() {
        return ConnectionConfig.custom()
                .setConnectTimeout(CONNECT)
                .setSocketTimeout(ANSWER)
                .setValidateAfterInactivity(TimeValue.ZERO_MILLISECONDS)
                .build();
    }
}
