package io.b24mirror.bitrix.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/// Limits the time of a whole exchange. The client's own timeout applies between two bytes, so an answer that drips
/// would never end.
///
/// After the deadline the connection is closed, even while the answer is being read. This does not affect an exchange
/// that has ended, since it has returned its connection.
final class AnswerDeadline implements ExecChainHandler {
    /// Bitrix24 ends a request after 60 s; the remaining time is for the transfer of the answer.
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final Executor whenOver;

    AnswerDeadline() {
        this(CompletableFuture.delayedExecutor(LIMIT.toSeconds(), TimeUnit.SECONDS));
    }

    /// @param whenOver
    ///            runs a command when the time is over
    AnswerDeadline(Executor whenOver) {
        this.whenOver = whenOver;
    }

    /// The deadline passed before the answer was complete.
    static final class PassedException extends IOException {
        private PassedException(IOException cause) {
            super(cause);
        }

        String reason() {
            return "no whole answer within " + LIMIT.toSeconds() + " s";
        }
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        var over = new AtomicBoolean();
        whenOver.execute(() -> {
            over.set(true);
            scope.execRuntime.discardEndpoint();
        });
        try {
            var response = chain.proceed(request, scope);
            if (response.getEntity() != null) {
                response.setEntity(new Bounded(response.getEntity(), over));
            }
            return response;
        } catch (IOException e) {
            throw named(e, over);
        }
    }

    private static IOException named(IOException failure, AtomicBoolean over) {
        return over.get() ? new PassedException(failure) : failure;
    }

    private static final class Bounded extends HttpEntityWrapper {
        private final AtomicBoolean over;

        Bounded(HttpEntity entity, AtomicBoolean over) {
            super(entity);
            this.over = over;
        }

        @Override
        public InputStream getContent() throws IOException {
            return new FilterInputStream(super.getContent()) {
                @Override
                public int read() throws IOException {
                    try {
                        return super.read();
                    } catch (IOException e) {
                        throw named(e, over);
                    }
                }

                @Override
                public int read(byte[] bytes, int from, int length) throws IOException {
                    try {
                        return super.read(bytes, from, length);
                    } catch (IOException e) {
                        throw named(e, over);
                    }
                }
            };
        }
    }
}
