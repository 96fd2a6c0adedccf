package io.b24mirror.intake.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import io.b24mirror.testing.ServiceTest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/// Events come from 127.0.0.1 here, which the list may name or not.
@ExtendWith(OutputCaptureExtension.class)
class PublishedAddressesIntegrationTests extends ServiceTest {
    private static final AtomicInteger ASKED = new AtomicInteger();
    private static final HttpServer SERVER = server();
    private static volatile String list = "";
    private static volatile int status = 200;
    private static int day;

    private final PublishedAddresses senders;
    private final MeterRegistry meters;

    @Autowired
    PublishedAddressesIntegrationTests(PublishedAddresses senders, MeterRegistry meters) {
        this.senders = senders;
        this.meters = meters;
    }

    private static HttpServer server() {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/app-world.json", exchange -> {
                ASKED.incrementAndGet();
                var body = list.getBytes(UTF_8);
                exchange.getResponseHeaders().set("Location", "/elsewhere");
                exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @DynamicPropertySource
    static void listOfSenders(DynamicPropertyRegistry registry) {
        registry.add("b24.sender-list-url",
                () -> "http://localhost:" + SERVER.getAddress().getPort() + "/app-world.json");
    }

    @AfterAll
    static void stop() {
        SERVER.stop(0);
    }

    /// Days after all that the other tests did, so that the list is due.
    @BeforeEach
    void beginOnAnotherDay() {
        clock.advance(Duration.ofDays(2L * ++day));
        ASKED.set(0);
        status = 200;
    }

    @Test
    void tellsOfEventsFromAddressesThatAreNotPublished(CapturedOutput output) throws Exception {
        list = "{\"nodes\": [\"203.0.113.7\", \"203.0.113.8\"]}";
        double before = unlisted();
        install();
        awaitList();

        var answers = sendThree();

        assertThat(answers).containsOnly(200);
        assertThat(unlisted() - before).isEqualTo(answers.size());
        assertThat(output.getOut().split("Authentic events come from 127.0.0.1", -1)).hasSize(2);
    }

    @Test
    void saysNothingOfEventsFromPublishedAddresses() throws Exception {
        list = "{\"nodes\": [\"127.0.0.1\"]}";
        double before = unlisted();
        install();
        awaitList();

        assertThat(sendThree()).containsOnly(200);
        assertThat(unlisted()).isEqualTo(before);
    }

    @Test
    void asksEveryTenMinutesAtMost() throws Exception {
        list = "{\"nodes\": [\"127.0.0.1\"]}";
        install();
        awaitList();
        sendThree();
        clock.advance(Duration.ofMinutes(9));
        sendThree();
        assertThat(ASKED).hasValue(1);

        clock.advance(Duration.ofMinutes(1));
        sendThree();

        await().until(() -> ASKED.get() == 2);
    }

    @Test
    void takesEventsWhateverTheListSays() throws Exception {
        double before = unlisted();
        install();
        for (var nonsense : new String[]{"", "[]", "{}", "{\"nodes\": 7}", "{\"nodes\": [7, null, {}]}", "<html>"}) {
            list = nonsense;
            clock.advance(Duration.ofDays(2));
            ASKED.set(0);
            assertThat(sendThree()).containsOnly(200);
            await().until(() -> ASKED.get() == 1);
        }
        list = "{\"nodes\": [\"203.0.113.7\"]}";
        status = 302;
        clock.advance(Duration.ofDays(2));
        assertThat(sendThree()).containsOnly(200);

        assertThat(unlisted()).isEqualTo(before);
    }

    /// Looking at an address has the list fetched; as soon as it is known it excludes this one.
    private void awaitList() {
        await().until(() -> senders.excludes("192.0.2.99"));
    }

    private List<Integer> sendThree() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            portal.comments().add("deal", 7, 1, "Hello");
        }
        return portal.events().deliverAll().stream().map(delivery -> delivery.status()).toList();
    }

    private double unlisted() {
        return meters.get("b24.deliveries.unlisted_senders").counter().count();
    }
}
