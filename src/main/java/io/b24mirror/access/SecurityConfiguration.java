package io.b24mirror.access;

import java.io.IOException;
import java.time.Clock;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.annotation.web.configurers.RequestCacheConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.authentication.logout.CookieClearingLogoutHandler;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.AnyRequestMatcher;

import io.b24mirror.access.login.TooManyLoginsException;

import static io.b24mirror.access.login.Users.OPERATOR;
import static io.b24mirror.access.login.Users.REPORTING;

/// Decides by path who may request what. The first chain that matches a path decides; the last one matches every path
/// and denies access.
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {
    private static final Logger log = LoggerFactory.getLogger(SecurityConfiguration.class);
    private static final AccessDeniedHandler FORBIDDEN = SecurityConfiguration::forbid;

    private final AuthenticationManager logins;
    private final ConsoleCookies cookies;

    SecurityConfiguration(AuthenticationManager logins, ConsoleCookies cookies) {
        this.logins = logins;
        this.cookies = cookies;
    }

    /// Portals reach the intake without any filter: no session, no CSRF check, and nothing that reads a parameter and
    /// thereby consumes the body. Error dispatches pass as well.
    @Bean
    @Order(1)
    SecurityFilterChain open() {
        var portals = PathPatternRequestMatcher.withDefaults().matcher("/bitrix24/*");
        return new DefaultSecurityFilterChain(
                request -> request.getDispatcherType() == DispatcherType.ERROR || portals.matches(request));
    }

    /// The management port is private, so the platform needs no password there. On the public port, only the probes
    /// stay open.
    @Bean
    @Order(2)
    SecurityFilterChain management(HttpSecurity http, Environment environment) throws Exception {
        boolean open = ManagementPortType.get(environment) == ManagementPortType.DIFFERENT;
        return stateless(http).securityMatcher(EndpointRequest.toAnyEndpoint()).authorizeHttpRequests(rules -> {
            if (open) {
                rules.requestMatchers(HttpMethod.GET).permitAll();
            }
            rules.requestMatchers("/actuator/health/liveness", "/actuator/health/readiness").permitAll();
            rules.anyRequest().hasRole(OPERATOR);
        }).build();
    }

    @Bean
    @Order(3)
    SecurityFilterChain api(HttpSecurity http) throws Exception {
        return stateless(http)
                .securityMatcher("/api/v1/**", "/v3/api-docs", "/v3/api-docs/**", "/v3/api-docs.yaml",
                        "/swagger-ui.html", "/swagger-ui/**")
                .addFilterAfter(new CrossSiteWriteFilter(), SecurityContextHolderFilter.class)
                .authorizeHttpRequests(rules -> {
                    rules.requestMatchers(HttpMethod.GET).hasAnyRole(OPERATOR, REPORTING);
                    rules.requestMatchers(HttpMethod.HEAD).hasAnyRole(OPERATOR, REPORTING);
                    rules.anyRequest().hasRole(OPERATOR);
                })
                .build();
    }

    private HttpSecurity stateless(HttpSecurity http) {
        return http.authenticationManager(logins)
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(CsrfConfigurer::disable)
                .headers(HeadersConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(RequestCacheConfigurer::disable)
                .httpBasic(basic -> basic.authenticationEntryPoint(SecurityConfiguration::askForPassword))
                .exceptionHandling(failures -> failures.authenticationEntryPoint(SecurityConfiguration::askForPassword)
                        .accessDeniedHandler(FORBIDDEN));
    }

    private static void forbid(HttpServletRequest request, HttpServletResponse response, AccessDeniedException reason)
            throws IOException {
        if (request.getRemoteUser() != null) {
            log.info("Refused a request of user {} from {}: {}", request.getRemoteUser(), request.getRemoteAddr(),
                    reason.getMessage());
        }
        SecurityProblem.FORBIDDEN.answer(response);
    }

    private static void askForPassword(HttpServletRequest request, HttpServletResponse response,
            AuthenticationException reason) throws IOException {
        if (reason instanceof TooManyLoginsException tooMany) {
            SecurityProblem.answer(tooMany, response);
            return;
        }
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"b24-mirror\", charset=\"UTF-8\"");
        SecurityProblem.UNAUTHENTICATED.answer(response);
    }

    @Bean
    @Order(4)
    SecurityFilterChain console(HttpSecurity http, Clock clock) throws Exception {
        return http.securityMatcher("/console", "/console/**")
                .authenticationManager(logins)
                .headers(HeadersConfigurer::disable)
                .requestCache(RequestCacheConfigurer::disable)
                .csrf(csrf -> csrf.csrfTokenRepository(csrfTokens()))
                .addFilterBefore(new SessionAgeFilter(clock), SecurityContextHolderFilter.class)
                .formLogin(form -> form.loginPage(LoginPage.PATH)
                        .defaultSuccessUrl("/console/", true)
                        .failureHandler(LoginPage::refuse)
                        .permitAll())
                .logout(logout -> logout.logoutUrl("/console/logout")
                        .logoutSuccessUrl(LoginPage.PATH)
                        .addLogoutHandler(
                                (_, response, _) -> response.setHeader("Clear-Site-Data", "\"cache\", \"storage\""))
                        .addLogoutHandler(new CookieClearingLogoutHandler(cookies.endOfSession())))
                .exceptionHandling(failures -> failures.authenticationEntryPoint(toTheLoginPage())
                        .accessDeniedHandler(FORBIDDEN))
                .authorizeHttpRequests(rules -> rules.anyRequest().hasRole(OPERATOR))
                .build();
    }

    /// In a cookie, so that opening the login page creates no session.
    private CookieCsrfTokenRepository csrfTokens() {
        var tokens = new CookieCsrfTokenRepository();
        tokens.setCookieName(cookies.csrf());
        tokens.setCookiePath("/");
        tokens.setCookieCustomizer(cookie -> {
            cookie.httpOnly(true).sameSite("Strict");
            if (cookies.secure()) {
                cookie.secure(true);
            }
        });
        return tokens;
    }

    /// Shows the form to a page, and answers 401 to a request from within a page.
    private static AuthenticationEntryPoint toTheLoginPage() {
        var page = new LoginUrlAuthenticationEntryPoint(LoginPage.PATH);
        return (request, response, reason) -> {
            if (HttpMethod.GET.matches(request.getMethod()) && request.getHeader("HX-Request") == null) {
                page.commence(request, response, reason);
            } else {
                SecurityProblem.UNAUTHENTICATED.answer(response);
            }
        };
    }

    @Bean
    @Order(5)
    SecurityFilterChain nothingElse() {
        Filter nothing = (_, response, _) -> SecurityProblem.NOT_FOUND.answer((HttpServletResponse) response);
        return new DefaultSecurityFilterChain(AnyRequestMatcher.INSTANCE, nothing);
    }
}
