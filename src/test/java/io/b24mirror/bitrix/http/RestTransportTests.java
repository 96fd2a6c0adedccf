package io.b24mirror.bitrix.http;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import io.b24mirror.portal.PortalHostsExamples;
import io.b24mirror.secret.Secret;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

/// Against a server that answers byte by byte as the test wants.
class RestTransportTests {
    private static final Secret TOKEN = Secret.of("s3cr3ttoken");

    private final BlockingQueue<Runnable> deadlines = new LinkedBlockingQueue<>();
    private final RestTransport transport = new RestTransport(HttpConfiguration.client(
            new GuardedAddresses(PortalHostsExamples.allowing(true, "localhost")), Optional.empty(),
            new AnswerDeadline(deadlines::add), null), JsonMapper.shared());
    private final ServerSocket server = listen();
    private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();

    private static ServerSocket listen() {
        try {
            return new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @Test
    void sendsTheTokenInItsHeaderAlone() throws InterruptedException {
        answerWith(out -> write(out, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"));

        assertThat(post(TOKEN)).isInstanceOf(Reply.Json.class);

        var request = requireNonNull(requests.poll(10, TimeUnit.SECONDS));
        assertThat(request).startsWith("POST /rest/batch HTTP/1.1\r\n")
                .contains("Authorization: Bearer s3cr3ttoken\r\n", "User-Agent: b24-mirror/dev\r\n",
                        "Content-Type: application/json\r\n")
                .containsOnlyOnce("s3cr3ttoken")
                .doesNotContain("Cookie");
    }

    @Test
    void sendsNoAuthorizationWithoutAToken() throws InterruptedException {
        answerWith(out -> write(out, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"));

        post(null);

        assertThat(requireNonNull(requests.poll(10, TimeUnit.SECONDS))).doesNotContainIgnoringCase("authorization");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{",
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n[]",
            "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n{}", "HTTP/1.1 999 Odd\r\nContent-Length: 2\r\n\r\n[]",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}", "SSH-2.0-OpenSSH_9.6\r\n",
            "HTTP/1.1 407 Proxy\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n"})
    void takesWhatIsNoAnswerForUnusable(String answer) {
        answerWith(out -> write(out, answer));

        assertThat(post(TOKEN)).isInstanceOf(Reply.Unusable.class).extracting("reached").isEqualTo(true);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void tellsOfARedirectAndDoesNotFollowIt(int status) {
        answerWith(out -> write(out, "HTTP/1.1 %d Moved\r\nLocation: http://new.example/rest/batch\r\n\r\n{}"
                .formatted(status)));

        assertThat(post(TOKEN)).isEqualTo(new Reply.Moved(status, URI.create("http://new.example/rest/batch")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Location: http://[\r\n", "Location: a b\r\n"})
    void tellsOfARedirectThatLeadsNowhere(String location) {
        answerWith(out -> write(out, "HTTP/1.1 302 Found\r\n" + location + "\r\n{}"));

        assertThat(post(TOKEN)).isEqualTo(new Reply.Moved(302, null));
    }

    @Test
    void takesJsonThatIsNestedTooDeeplyForUnusable() {
        answerWith(out -> write(out, "HTTP/1.1 200 OK\r\n\r\n{\"result\": " + "[".repeat(100_000)
                + "]".repeat(100_000) + "}"));

        assertThat(post(TOKEN)).isInstanceOf(Reply.Unusable.class);
    }

    @Test
    void takesJsonWithANumberThatIsTooLongForUnusable() {
        answerWith(out -> write(out, "HTTP/1.1 200 OK\r\n\r\n{\"result\": " + "9".repeat(100_000) + "}"));

        assertThat(post(TOKEN)).isInstanceOf(Reply.Unusable.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK\r\n\r\n{\"result\": \"",
            "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n{\"result\": \"",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n", "HTTP/1.1 200 OK\r\nX-Drop: "})
    void givesUpAnAnswerThatDrips(String beginning) throws InterruptedException {
        var hasBegun = new CountDownLatch(1);
        answerWith(out -> {
            write(out, beginning);
            hasBegun.countDown();
            while (!deadlines.isEmpty() || hasBegun.getCount() == 0) {
                write(out, beginning.contains("chunked") ? "1\r\nx\r\n" : "x");
                LockSupport.parkNanos(1_000_000); // a drip must not fill a buffer before the time is over
            }
        });
        Thread.ofVirtual().start(() -> {
            try {
                hasBegun.await();
                deadlines.take().run();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });

        assertThat(post(TOKEN)).isEqualTo(new Reply.Unusable("no whole answer within 90 s", true));
    }

    @Test
    void mayPassTheDeadlineAfterTheAnswer() throws InterruptedException {
        answerWith(out -> write(out, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"));
        assertThat(post(TOKEN)).isInstanceOf(Reply.Json.class);

        deadlines.take().run();

        answerWith(out -> write(out, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"));
        assertThat(post(TOKEN)).isInstanceOf(Reply.Json.class);
    }

    @Test
    void stopsReadingHeadersThatDoNotEnd() {
        answerWith(out -> {
            write(out, "HTTP/1.1 200 OK\r\n");
            for (int header = 0; header < 10_000_000; header++) {
                write(out, "X-" + header + ": x\r\n");
            }
        });

        assertThat(post(TOKEN)).isInstanceOf(Reply.Unusable.class);
    }

    @Test
    void stopsReadingAHeaderThatDoesNotEnd() {
        answerWith(out -> {
            write(out, "HTTP/1.1 200 OK\r\nX: ");
            for (int block = 0; block < 1_000_000; block++) {
                write(out, "x".repeat(1_000));
            }
        });

        assertThat(post(TOKEN)).isInstanceOf(Reply.Unusable.class);
    }

    @Test
    void stopsReadingAnAnswerThatIsTooLong() {
        answerWith(out -> {
            write(out, "HTTP/1.1 200 OK\r\n\r\n{\"result\": \"");
            for (int block = 0; block < 10_000; block++) {
                write(out, "x".repeat(100_000));
            }
        });

        assertThat(post(TOKEN)).isEqualTo(new Reply.Unusable("an answer of more than 67108864 bytes", true));
    }

    private Reply post(@Nullable Secret token) {
        return transport.postJson(URI.create("http://localhost:%d/rest/batch".formatted(server.getLocalPort())), token,
                Map.of("halt", 0));
    }

    @FunctionalInterface
    private interface Answer {
        void to(OutputStream out) throws IOException;
    }

    private void answerWith(Answer answer) {
        Thread.ofVirtual().start(() -> {
            try (Socket socket = server.accept()) {
                requests.add(read(socket));
                answer.to(socket.getOutputStream());
                socket.shutdownOutput();
                socket.getInputStream().readAllBytes();
            } catch (IOException _) {
                // the client had enough
            }
        });
    }

    private static String read(Socket socket) throws IOException {
        var request = new StringBuilder();
        while (!request.toString().endsWith("{\"halt\":0}")) {
            request.append(new String(socket.getInputStream().readNBytes(1), ISO_8859_1));
        }
        return request.toString();
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(ISO_8859_1));
    }
}
