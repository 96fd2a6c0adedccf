package io.b24mirror.access;

import java.net.URI;

import org.junit.jupiter.api.Test;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import io.b24mirror.access.login.AccessProperties;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

/// What depends on whether the service is published by HTTPS.
class SecurityHeadersTests {
    private static final AccessProperties HTTPS = new AccessProperties(null, null,
            URI.create("https://b24.example.com"));
    private static final AccessProperties HTTP = new AccessProperties(null, null, URI.create("http://localhost:8080"));

    @Test
    void holdsBrowsersToHttps() throws Exception {
        var secure = new MockHttpServletRequest("GET", "/console/");
        secure.setSecure(true);

        assertThat(headers(HTTPS, new MockHttpServletRequest("GET", "/")).getHeader("Strict-Transport-Security"))
                .isEqualTo("max-age=31536000; includeSubDomains");
        assertThat(headers(HTTP, new MockHttpServletRequest("GET", "/")).getHeader("Strict-Transport-Security"))
                .isNull();
        assertThat(headers(HTTP, secure).getHeader("Strict-Transport-Security")).isNotNull();
    }

    private static MockHttpServletResponse headers(AccessProperties properties, MockHttpServletRequest request)
            throws Exception {
        var response = new MockHttpServletResponse();
        requireNonNull(new SecurityHeaders().answerHeadersFilter(properties).getFilter()).doFilter(request, response,
                new MockFilterChain());
        return response;
    }

    @Test
    void bindsCookiesToHttpsAndToItsHost() {
        assertThat(new ConsoleCookies(HTTPS).session()).isEqualTo("__Host-b24-console");
        assertThat(new ConsoleCookies(HTTPS).csrf()).isEqualTo("__Host-b24-csrf");
        assertThat(sessionCookie(HTTPS).getSecure()).isTrue();
        assertThat(sessionCookie(HTTP).getSecure()).isNull();
        assertThat(new ConsoleCookies(HTTP).session()).isEqualTo("b24-console");
    }

    private static org.springframework.boot.web.server.Cookie sessionCookie(AccessProperties properties) {
        var server = new TomcatServletWebServerFactory();
        new ConsoleCookies(properties).customize(server);
        return server.getSettings().getSession().getCookie();
    }
}
