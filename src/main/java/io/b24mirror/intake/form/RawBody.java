package io.b24mirror.intake.form;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/// The body of a post to `/bitrix24/…` as it arrived, at most 64 KiB of it.
///
/// It is read before any other code can read it: code that asks a servlet request for a parameter, if only for a log
/// line, consumes the body of a form.
public final class RawBody {
    public static final String ATTRIBUTE = "io.b24mirror.intake.form.RawBody";

    private final byte @Nullable [] bytes;

    private RawBody(byte @Nullable [] bytes) {
        this.bytes = bytes;
    }

    /// Returns the whole body, or nothing if it was over the limit and so not read to its end.
    public Optional<byte[]> bytes() {
        return Optional.ofNullable(bytes);
    }

    /// The sender took too long.
    private static final class TooSlowException extends IOException {}

    @Component
    @Order(Ordered.HIGHEST_PRECEDENCE + 100)
    static class Reader extends OncePerRequestFilter {
        /// Limits the whole body. The server's own timeout applies between two bytes only, so a body that drips would
        /// hold its connection for a day.
        private static final long PATIENCE_NANOS = Duration.ofSeconds(20).toNanos();
        private static final int BITE = 8 * 1024;

        private final LongSupplier nanoTime;

        Reader() {
            this(System::nanoTime);
        }

        /// @param nanoTime
        ///            the clock that measures the time spent
        Reader(LongSupplier nanoTime) {
            this.nanoTime = nanoTime;
        }

        @Override
        protected boolean shouldNotFilter(HttpServletRequest request) {
            return !request.getRequestURI().startsWith("/bitrix24/") || !"POST".equals(request.getMethod());
        }

        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            try {
                request.setAttribute(ATTRIBUTE, read(request));
            } catch (TooSlowException _) {
                response.setHeader(HttpHeaders.CONNECTION, "close");
                response.sendError(HttpStatus.REQUEST_TIMEOUT.value());
                return;
            }
            chain.doFilter(request, response);
        }

        private RawBody read(HttpServletRequest request) throws IOException {
            if (request.getContentLengthLong() > FormDecoder.MAX_BODY_BYTES) {
                return new RawBody(null);
            }
            var bytes = read(request.getInputStream());
            return new RawBody(bytes.length > FormDecoder.MAX_BODY_BYTES ? null : bytes);
        }

        private byte[] read(InputStream body) throws IOException {
            long began = nanoTime.getAsLong();
            var bytes = new ByteArrayOutputStream();
            var bite = new byte[BITE];
            while (bytes.size() <= FormDecoder.MAX_BODY_BYTES) {
                int count = body.read(bite);
                if (count < 0) {
                    break;
                }
                if (nanoTime.getAsLong() - began > PATIENCE_NANOS) {
                    throw new TooSlowException();
                }
                bytes.write(bite, 0, count);
            }
            return bytes.toByteArray();
        }
    }
}
