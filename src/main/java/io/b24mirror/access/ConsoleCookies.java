package io.b24mirror.access;

import java.time.Duration;
import jakarta.servlet.http.Cookie;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Cookie.SameSite;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

import io.b24mirror.access.login.AccessProperties;

/// The cookies of the console. Behind TLS their names carry the prefix by which browsers accept them over HTTPS and
/// from this very host only.
@Component
class ConsoleCookies implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {
    private static final Duration IDLE = Duration.ofMinutes(30);

    private final boolean secure;

    ConsoleCookies(AccessProperties properties) {
        secure = properties.isPublishedByHttps();
    }

    boolean secure() {
        return secure;
    }

    String session() {
        return name("b24-console");
    }

    /// Makes the browser forget the session, under whatever path a proxy publishes the service.
    Cookie endOfSession() {
        var cookie = new Cookie(session(), "");
        cookie.setPath("/");
        cookie.setMaxAge(0);
        cookie.setHttpOnly(true);
        cookie.setSecure(secure);
        return cookie;
    }

    String csrf() {
        return name("b24-csrf");
    }

    private String name(String name) {
        return secure ? "__Host-" + name : name;
    }

    @Override
    public void customize(TomcatServletWebServerFactory server) {
        var session = server.getSettings().getSession();
        session.setTimeout(IDLE);
        var cookie = session.getCookie();
        cookie.setName(session());
        cookie.setPath("/");
        cookie.setHttpOnly(true);
        cookie.setSameSite(SameSite.STRICT);
        if (secure) {
            cookie.setSecure(true);
        }
    }
}
