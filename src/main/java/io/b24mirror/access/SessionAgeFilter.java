package io.b24mirror.access;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;

import org.springframework.web.filter.OncePerRequestFilter;

/// Ends sessions of the console after half an hour without requests, and after twelve hours in any case.
final class SessionAgeFilter extends OncePerRequestFilter {
    private static final Duration IDLE = Duration.ofMinutes(30);
    private static final Duration LIFE = Duration.ofHours(12);
    private static final String BEGUN_AT = "io.b24mirror.access.begun-at";
    private static final String USED_AT = "io.b24mirror.access.used-at";

    private final Clock clock;

    SessionAgeFilter(Clock clock) {
        this.clock = clock;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var now = clock.instant();
        var session = request.getSession(false);
        if (session != null) {
            if (isOver(session, now)) {
                session.invalidate();
            } else {
                session.setAttribute(USED_AT, now);
            }
        }
        chain.doFilter(request, response);
    }

    private static boolean isOver(HttpSession session, Instant now) {
        if (!(session.getAttribute(BEGUN_AT) instanceof Instant begunAt)) {
            session.setAttribute(BEGUN_AT, now);
            return false;
        }
        return now.isAfter(begunAt.plus(LIFE))
                || (session.getAttribute(USED_AT) instanceof Instant usedAt && now.isAfter(usedAt.plus(IDLE)));
    }
}
