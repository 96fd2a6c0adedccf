package io.b24mirror.truth;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.springframework.jdbc.core.simple.JdbcClient;

import io.b24mirror.portal.MemberId;
import io.b24mirror.simulation.SimulatedPortal;
import io.b24mirror.testing.ServiceInstance;
import io.b24mirror.testing.SettableClock;

import static java.net.URLDecoder.decode;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/// One run of a history, from the installation to the comparison at the end.
final class HistoryRun {
    private static final int MOST_ROUNDS = 500;
    private static final Pattern RECORD_EVENT = Pattern
            .compile("event=(\\w+)&.*?data(?:\\[FIELDS])?\\[(?:ID|id)]=(\\d+)&ts=(\\d+)&.*");

    private final SimulatedPortal portal;
    private final SettableClock clock;
    private final JdbcClient jdbc;
    private final List<ServiceInstance> instances;
    private final PortalLife life;
    private final Post post;
    private final Trouble trouble;
    private final PortalTruth truth;
    private final Copy copy;
    private final Set<Long> everFull = new HashSet<>();

    HistoryRun(SimulatedPortal portal, SettableClock clock, JdbcClient jdbc, List<ServiceInstance> instances) {
        this.portal = portal;
        this.clock = clock;
        this.jdbc = jdbc;
        this.instances = instances;
        life = new PortalLife(portal);
        post = new Post(portal, instances.stream().map(ServiceInstance::handler).toList());
        trouble = new Trouble(portal, clock);
        truth = new PortalTruth(portal);
        copy = new Copy(jdbc);
    }

    void run(History history) throws InterruptedException {
        begin(history.chance(-2));
        for (var step : history.steps()) {
            take(history.chance(step));
        }
        end(history.chance(-1));
        compare();
    }

    private void begin(RandomGenerator random) throws InterruptedException {
        portal.install(instances.getFirst().handler());
        post.deliverAll(random);
        work(random);
        assertThat(portal.subscribedEvents()).contains("ONCRMTIMELINECOMMENTUPDATE");
        life.moveIn();
    }

    private void take(RandomGenerator random) throws InterruptedException {
        switch (random.nextInt(8)) {
            case 0 -> trouble.strike(random);
            case 1 -> trouble.pass(random);
            default -> life.act(random);
        }
        truth.remember();
        post.collect(random);
        if (random.nextInt(3) > 0) {
            post.deliverSome(random);
        }
        if (random.nextInt(2) == 0) {
            work(random);
            nothingFullBecameMasked();
        }
    }

    private void end(RandomGenerator random) throws InterruptedException {
        trouble.end();
        post.deliverAll(random);
        settle(random);
    }

    /// Does what is due now, each round on any instance.
    private void work(RandomGenerator random) {
        instance(random).wake(List.of(new MemberId(portal.memberId())));
        for (int round = 0; isWorkDue(); round++) {
            assertThat(round).as("rounds of background work").isLessThan(MOST_ROUNDS);
            instance(random).runDue();
        }
    }

    private ServiceInstance instance(RandomGenerator random) {
        return instances.get(random.nextInt(instances.size()));
    }

    private boolean isWorkDue() {
        return jdbc.sql("""
                select exists (
                    select from scheduler.scheduled_tasks
                    where not picked and execution_time <= cast(:now as timestamptz)
                )
                """).param("now", clock.instant().toString()).query(Boolean.class).single();
    }

    /// Works and lets time pass until nothing has to be read any more.
    private void settle(RandomGenerator random) {
        work(random);
        for (int round = 0; isReadingLeft(); round++) {
            assertThat(round).as("rounds until all is read").isLessThan(MOST_ROUNDS);
            letTimePass();
            work(random);
        }
        nothingFullBecameMasked();
    }

    private boolean isReadingLeft() {
        return jdbc.sql("select exists (select from fetch_list.request where state = 'WAITING')")
                .query(Boolean.class)
                .single();
    }

    private void letTimePass() {
        var next = jdbc.sql("select min(execution_time) from scheduler.scheduled_tasks")
                .query((row, _) -> row.getObject(1, OffsetDateTime.class))
                .optional()
                .map(OffsetDateTime::toInstant)
                .orElse(Instant.MIN);
        if (next.isAfter(clock.instant())) {
            clock.set(next);
        } else {
            clock.advance(Duration.ofSeconds(1));
        }
    }

    private void nothingFullBecameMasked() {
        var masked = copy.maskedEvents();
        masked.retainAll(everFull);
        assertThat(masked).as("events whose full copy was replaced by a masked one").isEmpty();
        everFull.addAll(copy.fullEvents());
    }

    private void compare() {
        assertThat(copy.sections()).as("sections").isEqualTo(truth.sections());
        assertThat(copy.comments()).as("comments").isEqualTo(truth.comments());
        compareEvents();
        assertThat(copy.deliveries()).as("delivery log").isEqualTo(delivered());
        assertThat(portal.earlyRenewals()).as("renewals of a token that was still good").isZero();
        assertThat(portal.violations()).as("broken rules").isEmpty();
    }

    private void compareEvents() {
        var copies = copy.events();
        var masked = truth.maskedEvents();
        var expected = new TreeSet<>(masked);
        expected.addAll(truth.openEvents().keySet());
        assertThat(copies.keySet()).as("events").isEqualTo(expected);

        var maskedCopies = copy.maskedEvents();
        truth.openEvents().forEach((id, event) -> {
            assertThat(copies.get(id)).as("event %d", id).isEqualTo(event);
            assertThat(maskedCopies).as("masked copies").doesNotContain(id);
        });
        masked.stream()
                .filter(id -> !maskedCopies.contains(id))
                .forEach(id -> assertThat(copies.get(id)).as("event %d", id).isIn(truth.everSaid(id)));
    }

    /// Events of records; that others are in the log is not looked at here.
    private Map<String, Integer> delivered() {
        var counts = new HashMap<String, Integer>();
        post.delivered()
                .stream()
                .map(event -> RECORD_EVENT.matcher(decode(event.body(), UTF_8)))
                .filter(Matcher::matches)
                .forEach(form -> counts.merge("%s %s %s".formatted(form.group(1), form.group(2), form.group(3)), 1,
                        Integer::sum));
        return counts;
    }
}
