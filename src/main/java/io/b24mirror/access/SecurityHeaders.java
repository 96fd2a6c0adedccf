package io.b24mirror.access;

import java.util.List;
import java.util.Map;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.security.web.header.HeaderWriter;
import org.springframework.security.web.header.HeaderWriterFilter;

import io.b24mirror.access.login.AccessProperties;

/// Adds security headers to every response. A page that needs another policy sets its own, which is kept.
@Configuration(proxyBeanMethods = false)
class SecurityHeaders {
    private static final String CONTENT_SECURITY_POLICY = "Content-Security-Policy";
    private static final String NOTHING = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; "
            + "form-action 'none'";
    private static final String OWN_PAGES = "default-src 'none'; script-src 'self'; style-src 'self'; "
            + "img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; "
            + "base-uri 'none'; frame-ancestors 'none'";
    private static final String YEAR = "max-age=31536000; includeSubDomains";
    private static final Map<String, String> EVERYWHERE = Map.of("X-Content-Type-Options", "nosniff", "Referrer-Policy",
            "no-referrer", HttpHeaders.CACHE_CONTROL, "no-store", "Cross-Origin-Opener-Policy", "same-origin");

    @Bean
    FilterRegistrationBean<HeaderWriterFilter> answerHeadersFilter(AccessProperties properties) {
        boolean alwaysSecure = properties.isPublishedByHttps();
        var registration = new FilterRegistrationBean<>(new HeaderWriterFilter(
                List.<HeaderWriter>of((request, response) -> write(request, response, alwaysSecure))));
        registration.setName("answerHeaders");
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        registration.setDispatcherTypes(DispatcherType.REQUEST);
        return registration;
    }

    private static void write(HttpServletRequest request, HttpServletResponse response, boolean alwaysSecure) {
        EVERYWHERE.forEach((name, value) -> set(response, name, value));
        set(response, CONTENT_SECURITY_POLICY,
                policy(request.getRequestURI().substring(request.getContextPath().length())));
        if (alwaysSecure || request.isSecure()) {
            set(response, "Strict-Transport-Security", YEAR);
        }
    }

    private static String policy(String path) {
        return path.startsWith("/console") || path.startsWith("/swagger-ui") ? OWN_PAGES : NOTHING;
    }

    private static void set(HttpServletResponse response, String name, String value) {
        if (!response.containsHeader(name)) {
            response.setHeader(name, value);
        }
    }
}
