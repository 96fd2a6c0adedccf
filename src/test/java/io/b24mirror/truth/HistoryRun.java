package io.b24mirror.truth;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
import static java.time.ZoneOffset.UTC;
import static java.util.Collections.disjoint;
import static org.assertj.core.api.Assertions.assertThat;

/// One run of a history, from the installation to the comparison at the end.
final class HistoryRun {
    private static final int MOST_ROUNDS = 500;
    private static final Duration BETWEEN_SWEEPS = Duration.ofHours(1);
    private static final Pattern RECORD_EVENT = Pattern
            .compile("event=(\\w+)&.*?data(?:\\[FIELDS])?\\[(?:ID|id)]=(\\d+)&ts=(\\d+)&.*");

    private final SimulatedPortal portal;
    private final SettableClock clock;
    private final JdbcClient jdbc;
    private final List<ServiceInstance> instances;
    private final Runnable planSweeps;
    private final PortalLife life;
    private final Post post;
    private final Trouble trouble;
    private final PortalTruth truth;
    private final Copy copy;
    private final Follower follower;
    private final Set<Long> everFull = new HashSet<>();

    /// @param planSweeps
    ///            what happens every few seconds: sweeps begin when it is time, and end
    HistoryRun(SimulatedPortal portal, SettableClock clock, JdbcClient jdbc, List<ServiceInstance> instances,
            Runnable planSweeps) {
        this.portal = portal;
        this.clock = clock;
        this.jdbc = jdbc;
        this.instances = instances;
        this.planSweeps = planSweeps;
        life = new PortalLife(portal);
        post = new Post(portal, instances.stream().map(ServiceInstance::handler).toList());
        trouble = new Trouble(portal, clock);
        truth = new PortalTruth(portal);
        copy = new Copy(jdbc);
        follower = new Follower(jdbc, clock);
    }

    void run(History history) throws InterruptedException {
        begin(history.chance(-2));
        for (var step : history.steps()) {
            take(history.chance(step));
        }
        compare(end(history.chance(-1)));
    }

    private void begin(RandomGenerator random) throws InterruptedException {
        life.moveIn();
        truth.remember();
        portal.planIncludes("rest_offline_extended", random.nextBoolean());
        portal.install(instances.getFirst().handler());
        post.deliverAll(random);
        work(random);
        clock.advance(Duration.ofSeconds(10)); // where the connection to the server of the last history is gone
        work(random);
        planSweeps.run();
        work(random);
        assertThat(portal.subscribedEvents()).contains("ONCRMTIMELINECOMMENTUPDATE");
    }

    private void take(RandomGenerator random) throws InterruptedException {
        switch (random.nextInt(20)) {
            case 0, 1 -> trouble.strike(random);
            case 2, 3 -> trouble.pass(random);
            case 4 -> post.failOrRecover();
            case 5 -> planSweeps.run();
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
            follower.follow();
        }
    }

    /// Everything is well again. A sweep that is under way comes to its end, and one begins that sees it all.
    ///
    /// @return the CRM items that it looks at
    private Set<String> end(RandomGenerator random) throws InterruptedException {
        trouble.end();
        post.deliverAll(random);
        settle(random);
        finishSweep(random);
        var items = copy.knownItems();
        clock.advance(BETWEEN_SWEEPS);
        finishSweep(random);
        nothingFullBecameMasked();
        return items;
    }

    private void finishSweep(RandomGenerator random) throws InterruptedException {
        planSweeps.run();
        for (int round = 0; isSweeping(); round++) {
            assertThat(round).as("rounds of a sweep").isLessThan(MOST_ROUNDS);
            post.deliverAll(random);
            settle(random);
            clock.advance(Duration.ofSeconds(1));
            planSweeps.run();
        }
    }

    private boolean isSweeping() {
        return jdbc.sql("select exists (select from reporting.sweeps where finished_at is null)")
                .query(Boolean.class)
                .single();
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

    private void compare(Set<String> sweptItems) {
        compareSections();
        compareComments(sweptItems);
        compareEvents();
        compareOccurrences();
        follower.follow();
        assertThat(follower.records()).as("what a follower holds").isEqualTo(follower.all());
        assertThat(follower.contradictions()).as("updates that are missing or there twice").isEmpty();
        assertThat(copy.brokenVersions()).as("versions that overlap or end by nothing").isEmpty();
        assertThat(copy.deliveries()).as("delivery log").isEqualTo(delivered());
        assertThat(portal.earlyRenewals()).as("renewals of a token that was still good").isZero();
        assertThat(portal.violations()).as("broken rules").isEmpty();
    }

    /// A calendar that is hidden from the identity stays as long as there is an event that somebody else sees in it.
    private void compareSections() {
        var copies = copy.sections();
        copies.keySet().removeAll(truth.sectionsOfOthers());
        assertThat(copies).as("sections").isEqualTo(truth.sections());
    }

    private void compareComments(Set<String> sweptItems) {
        var seen = truth.comments();
        var items = truth.commentItems();
        var copies = copy.comments();
        seen.keySet().removeIf(id -> !copies.containsKey(id) && disjoint(items.getOrDefault(id, Set.of()), sweptItems));
        assertThat(copies).as("comments").isEqualTo(seen);

        var copied = copy.commentItems();
        copies.keySet().forEach(id -> {
            var ofCopy = copied.getOrDefault(id, Set.of());
            var swept = new TreeSet<>(items.getOrDefault(id, Set.of()));
            assertThat(swept).as("items of comment %d", id).containsAll(ofCopy);
            swept.retainAll(sweptItems);
            assertThat(ofCopy).as("copied items of comment %d", id).containsAll(swept);
        });
    }

    /// Of what the identity sees in part only, or not at all, there may be a copy as somebody else sees it, or as it
    /// was when the identity saw it.
    private void compareEvents() {
        var open = truth.openEvents();
        var masked = truth.maskedEvents();
        var copies = copy.events(true);
        var maskedCopies = copy.maskedEvents();
        var shown = new TreeMap<>(copy.events(false));
        shown.keySet().retainAll(open.keySet());
        assertThat(shown).as("events").isEqualTo(open);
        assertThat(copies.keySet()).as("events that are there").containsAll(masked);
        copies.forEach((id, copied) -> {
            if (open.containsKey(id)) {
                assertThat(maskedCopies).as("masked copies").doesNotContain(id);
            } else if (!maskedCopies.contains(id)) {
                assertThat(copied).as("event %d", id).isIn(truth.everSaid(id));
            }
        });
        var unseen = new TreeSet<>(copy.events(false).keySet());
        unseen.removeAll(open.keySet());
        unseen.removeAll(masked);
        assertThat(truth.eventsOfOthers()).as("events that others see").containsAll(unseen);
    }

    private void compareOccurrences() {
        var today = LocalDate.ofInstant(clock.instant(), UTC);
        var from = today.minusMonths(10);
        var to = today.plusMonths(10);
        assertThat(copy.occurrences(truth.openEvents().keySet(), from, to)).as("occurrences")
                .isEqualTo(truth.occurrences(from, to));
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
