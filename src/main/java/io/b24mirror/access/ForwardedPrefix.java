package io.b24mirror.access;

import java.io.IOException;
import java.util.regex.Pattern;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.filter.RelativeRedirectFilter;

/// Adapts links and redirects to a proxy: they have no host, whatever protocol the proxy speaks to the service, and
/// start with the path under which it publishes the service. The path is trusted from the proxies whose
/// `X-Forwarded-For` is.
@Configuration(proxyBeanMethods = false)
class ForwardedPrefix {
    /// Tomcat sets it if it trusts the headers of the proxy.
    private static final String FORWARDED = "org.apache.tomcat.request.forwarded";
    private static final String HEADER = "X-Forwarded-Prefix";
    private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._~-]+){1,8}/?");
    private static final int MAX_LENGTH = 200;

    /// Tomcat redirects an HTTP/1.0 client, which nginx is by default, to the host that the client named.
    @Bean
    FilterRegistrationBean<RelativeRedirectFilter> relativeRedirectsFilter() {
        var filter = new RelativeRedirectFilter();
        filter.setRedirectStatus(HttpStatus.FOUND);
        return registration(filter, "relativeRedirects", 1);
    }

    @Bean
    FilterRegistrationBean<OncePerRequestFilter> forwardedPrefixFilter() {
        return registration(new PrefixFilter(), "forwardedPrefix", 2);
    }

    private static <F extends OncePerRequestFilter> FilterRegistrationBean<F> registration(F filter, String name,
            int place) {
        var registration = new FilterRegistrationBean<>(filter);
        registration.setName(name);
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + place);
        return registration;
    }

    private static final class PrefixFilter extends OncePerRequestFilter {
        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            var prefix = prefix(request);
            chain.doFilter(prefix == null ? request : new Prefixed(request, prefix), response);
        }

        /// Bitrix24's endpoints have neither links nor redirects.
        @Override
        protected boolean shouldNotFilter(HttpServletRequest request) {
            return request.getRequestURI().startsWith("/bitrix24/");
        }

        private static @Nullable String prefix(HttpServletRequest request) {
            var prefix = request.getHeader(HEADER);
            if (prefix == null || !Boolean.TRUE.equals(request.getAttribute(FORWARDED))
                    || prefix.length() > MAX_LENGTH || !PATH.matcher(prefix).matches()) {
                return null;
            }
            return prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
        }
    }

    /// A request as if the service were deployed at that path.
    private static final class Prefixed extends HttpServletRequestWrapper {
        private final String prefix;

        Prefixed(HttpServletRequest request, String prefix) {
            super(request);
            this.prefix = prefix;
        }

        @Override
        public String getContextPath() {
            return prefix;
        }

        @Override
        public String getRequestURI() {
            return prefix + super.getRequestURI();
        }
    }
}
