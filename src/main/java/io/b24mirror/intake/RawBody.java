package io.b24mirror.intake;

import java.io.IOException;
import java.util.Optional;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/// The body of a post to `/bitrix24/…` as it came, at most 64 KiB of it.
///
/// It is read before anybody else can: whoever asks a servlet request for a parameter, be it for a log line, consumes
/// the body of a form.
final class RawBody {
    static final String ATTRIBUTE = "io.b24mirror.intake.RawBody";

    private final byte @Nullable [] bytes;

    private RawBody(byte @Nullable [] bytes) {
        this.bytes = bytes;
    }

    /// The whole body; empty if it was over the limit, and so not read to its end.
    Optional<byte[]> bytes() {
        return Optional.ofNullable(bytes);
    }

    @Component
    @Order(Ordered.HIGHEST_PRECEDENCE + 100)
    static class Reader extends OncePerRequestFilter {
        @Override
        protected boolean shouldNotFilter(HttpServletRequest request) {
            return !request.getRequestURI().startsWith("/bitrix24/") || !"POST".equals(request.getMethod());
        }

        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            request.setAttribute(ATTRIBUTE, read(request));
            chain.doFilter(request, response);
        }

        private static RawBody read(HttpServletRequest request) throws IOException {
            if (request.getContentLengthLong() > FormDecoder.MAX_BODY_BYTES) {
                return new RawBody(null);
            }
            var bytes = request.getInputStream().readNBytes(FormDecoder.MAX_BODY_BYTES + 1);
            return new RawBody(bytes.length > FormDecoder.MAX_BODY_BYTES ? null : bytes);
        }
    }
}
