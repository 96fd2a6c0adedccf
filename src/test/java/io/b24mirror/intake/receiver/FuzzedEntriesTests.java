package io.b24mirror.intake.receiver;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;

import io.b24mirror.intake.event.EventForms;
import io.b24mirror.intake.form.FormEncoder;
import io.b24mirror.intake.outage.DatabaseRecovery;
import io.b24mirror.spill.Spill;
import io.b24mirror.testing.ServiceTest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

/// Posts what nobody should ever post. `-Db24.fuzz.bodies=1000000` sets how much of it, `-Db24.fuzz.seed` which.
class FuzzedEntriesTests extends ServiceTest {
    private static final long BODIES = Long.getLong("b24.fuzz.bodies", 20_000);
    private static final long SEED = Long.getLong("b24.fuzz.seed", 1);
    private static final int SENDERS = 8;
    private static final List<String> TYPES = List.of("application/x-www-form-urlencoded",
            "application/x-www-form-urlencoded; charset=UTF-8", "application/x-www-form-urlencoded;charset=utf-16",
            "multipart/form-data; boundary=x", "application/json", "text/plain", "*/*", "x");

    /// What a heap may gain: caches that fill to their bounds, and what a collection leaves lying.
    private static final long BOUNDED_GROWTH = 64L << 20;

    @Autowired
    private DatabaseRecovery recovery;

    @Autowired
    private Spill spill;

    @SuppressWarnings("NullAway.Init") // Spring fills the fields
    FuzzedEntriesTests() {}

    private final AtomicLong posted = new AtomicLong();

    @Test
    void answersEveryBodyAndKeepsNoThreadAndNoMemory() throws Exception {
        install();
        var seeds = seeds();
        post(1_000, seeds, SEED + SENDERS);
        int threads = Thread.activeCount();
        long heap = heap();

        var statuses = post(BODIES, seeds, SEED);

        System.out.printf("Fuzzed bodies: %,d, statuses %s, heap %,d KB more, %d threads more%n", posted.get(),
                statuses, (heap() - heap) >> 10, Thread.activeCount() - threads);
        assertThat(statuses).containsKeys(200, 400, 403, 415)
                .allSatisfy((status, _) -> assertThat(status)
                        .isBetween(200, 499));
        assertThat(heap() - heap).as("bytes that stay").isLessThan(BOUNDED_GROWTH);
        assertThat(Thread.activeCount() - threads).as("threads that stay").isLessThan(SENDERS);
        assertStillServes();
    }

    /// Bodies of which enough is genuine may have uninstalled the app.
    private void assertStillServes() throws InterruptedException {
        recovery.recover(); // what had to wait for room
        assertThat(spill.state().waiting()).isZero();
        clock.advance(Duration.ofMinutes(1));
        install();
        var comment = portal.comments().add("deal", 7, 1, "After all of that");
        deliverAndWork();
        assertThat(value("select count(*) from reporting.timeline_comments where comment_id = " + comment, Long.class))
                .isOne();
    }

    private List<String> seeds() {
        var page = portal.openInstallPage(handler().resolve("/bitrix24/install"), 1);
        var uninstallation = EventForms.event(portal, "ONAPPUNINSTALL", Map.of("CLEAN", "0"));
        return List.of(FormEncoder.encode(EventForms.sectionAdded(portal, 202)),
                FormEncoder.encode(EventForms.commentAdded(portal, 999), FormEncoder.Brackets.PLAIN),
                FormEncoder.encode(EventForms.documentedCommentAdded(portal, 999)),
                FormEncoder.encode(EventForms.withAuth(EventForms.sectionAdded(portal, 7), "member_id", "stranger")),
                FormEncoder.encode(EventForms.withAuth(uninstallation, "application_token", "guessed")),
                FormEncoder.encode(EventForms.event(portal, "ONAPPINSTALL", Map.of("VERSION", "1"))),
                page.body());
    }

    private Map<Integer, Long> post(long bodies, List<String> seeds, long seed) throws Exception {
        var statuses = new ConcurrentSkipListMap<Integer, Long>();
        try (var senders = Executors.newFixedThreadPool(SENDERS); var client = HttpClient.newHttpClient()) {
            var running = new ArrayList<Future<?>>();
            for (int sender = 0; sender < SENDERS; sender++) {
                var mutation = new BodyMutation(seed * SENDERS + sender, seeds);
                running.add(senders.submit(() -> send(client, mutation, bodies / SENDERS, statuses)));
            }
            for (var sender : running) {
                sender.get();
            }
        }
        return statuses;
    }

    private Map<Integer, Long> send(HttpClient client, BodyMutation mutation, long bodies, Map<Integer, Long> statuses)
            throws IOException, InterruptedException {
        for (long sent = 0; sent < bodies; sent++) {
            var body = mutation.next();
            var answer = client.send(request(body, sent), BodyHandlers.ofString());
            statuses.merge(answer.statusCode(), 1L, Long::sum);
            checkAnswer(body, answer);
        }
        return statuses;
    }

    /// The time limit is what finds a thread that hangs.
    private HttpRequest request(byte[] body, long number) {
        posted.incrementAndGet();
        return HttpRequest.newBuilder(entry(number))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type",
                        number % 20 == 19 ? TYPES.get((int) (number / 20 % TYPES.size())) : TYPES.get(0))
                .POST(BodyPublishers.ofByteArray(body))
                .build();
    }

    private URI entry(long number) {
        return number % 4 == 3 ? handler().resolve("/bitrix24/install") : handler();
    }

    private static void checkAnswer(byte[] body, HttpResponse<String> answer) {
        if (answer.statusCode() >= 500) {
            throw new AssertionError("HTTP %d to %s: %s".formatted(answer.statusCode(), answer.uri(),
                    new String(body, ISO_8859_1)));
        }
        if (answer.body().contains("\tat ") || answer.body().contains("Exception")) {
            throw new AssertionError("An answer tells too much: " + answer.body());
        }
    }

    /// After a collection, so that what is left is what is kept.
    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
