package io.b24mirror.bitrix.http;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;

/// Logs at startup how portals are called, since proxy settings that other programs respect have no effect here.
@Component
class ProxyNotice implements ApplicationRunner {
    private static final List<String> VARIABLES = List.of("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy",
            "ALL_PROXY", "all_proxy");
    private static final List<String> PROPERTIES = List.of("https.proxyHost", "http.proxyHost",
            "java.net.useSystemProxies");
    private static final Logger log = LoggerFactory.getLogger(ProxyNotice.class);

    private final OutboundProperties properties;

    ProxyNotice(OutboundProperties properties) {
        this.properties = properties;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        var proxy = properties.proxy();
        if (proxy != null) {
            log.info("Portals and authorization servers are called by way of the proxy {}", proxy);
        } else {
            withoutEffect(System::getenv, System::getProperty).ifPresent(name -> log.warn(
                    "{} is set and has no effect: portals and authorization servers are called directly. Set "
                            + "B24_HTTP_PROXY=http://host:port to call them by way of a proxy",
                    name));
        }
    }

    /// Returns the name of a setting that tells other programs to use a proxy.
    static Optional<String> withoutEffect(Function<String, @Nullable String> environment,
            Function<String, @Nullable String> system) {
        return Stream.concat(VARIABLES.stream().filter(name -> isSet(environment.apply(name))),
                PROPERTIES.stream().filter(name -> isSet(system.apply(name))).map(name -> "-D" + name)).findFirst();
    }

    private static boolean isSet(@Nullable String value) {
        return value != null && !value.isBlank() && !value.equals("false");
    }
}
