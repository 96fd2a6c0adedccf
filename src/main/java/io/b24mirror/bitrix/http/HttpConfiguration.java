package io.b24mirror.bitrix.http;

import java.util.Optional;

import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

/// The HTTP client for portals and authorization servers: guarded addresses, no redirects, no cookies, no repeats of
/// its own, and a limit to the time of an exchange. The package `bitrix.limit` decides how many requests run at a time;
/// the authorization server has enough connections for verifications, visitors and renewals at the same time. Every
/// request goes through a proxy where one is set.
@Configuration(proxyBeanMethods = false)
class HttpConfiguration {
    /// Bitrix24 ends a request after 60 s, so waiting longer is pointless.
    private static final Timeout ANSWER_TIMEOUT = Timeout.ofSeconds(60);
    private static final Timeout CONNECT_TIMEOUT = Timeout.ofSeconds(5);
    private static final Timeout FREE_CONNECTION_TIMEOUT = Timeout.ofSeconds(60);
    private static final int MAX_CONNECTIONS_PER_HOST = 24;
    /// Enough for all portals that an instance reads at a time: one that hangs must not take connections from others.
    private static final int MAX_CONNECTIONS = 4_000;

    @Bean
    RestClient bitrixRestClient(GuardedAddresses addresses, Optional<BuildProperties> build,
            OutboundProperties properties) {
        return client(addresses, build, new AnswerDeadline(), properties.proxy());
    }

    static RestClient client(GuardedAddresses addresses, Optional<BuildProperties> build, AnswerDeadline deadline,
            @Nullable OutboundProxy proxy) {
        var client = proxy == null
                ? builder(addresses, deadline)
                // the one host that is connected to is the proxy, which may well have a private address
                : builder(SystemDefaultDnsResolver.INSTANCE, deadline).setProxy(proxy.target())
                        .addExecInterceptorFirst("guard", new GuardedTarget(addresses, proxy))
                        .addExecInterceptorAfter(ChainElement.CONNECT.name(), "reached", GuardedTarget::reached);
        var version = build.map(BuildProperties::getVersion).orElse("dev");
        return RestClient.builder()
                .requestFactory(new HttpComponentsClientHttpRequestFactory(client.build()))
                .defaultHeader(HttpHeaders.USER_AGENT, "b24-mirror/" + version)
                .build();
    }

    private static HttpClientBuilder builder(DnsResolver names, AnswerDeadline deadline) {
        var connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(names)
                .setMaxConnPerRoute(MAX_CONNECTIONS_PER_HOST)
                .setMaxConnTotal(MAX_CONNECTIONS)
                .setDefaultConnectionConfig(connectionConfig())
                .setDefaultSocketConfig(SocketConfig.custom().setSoTimeout(ANSWER_TIMEOUT).build())
                .build();
        return HttpClients.custom()
                .setConnectionManager(connections)
                .addExecInterceptorFirst("deadline", deadline)
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(FREE_CONNECTION_TIMEOUT)
                        .setResponseTimeout(ANSWER_TIMEOUT)
                        .build());
    }

    /// Checks an idle connection before each use, since the other side may have closed it: a request sent over it would
    /// fail, and we could not tell whether it was carried out.
    private static ConnectionConfig connectionConfig() {
        return ConnectionConfig.custom()
                .setConnectTimeout(CONNECT_TIMEOUT)
                .setSocketTimeout(ANSWER_TIMEOUT)
                .setValidateAfterInactivity(TimeValue.ZERO_MILLISECONDS)
                .build();
    }
}
