package io.b24mirror.chaos;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.springframework.jdbc.core.simple.JdbcClient;

import io.b24mirror.secret.Keyset;
import io.b24mirror.simulation.SimulatedPortal;
import io.b24mirror.testing.PostgresServer.Database;
import io.b24mirror.testing.ServiceProcess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/// A portal with records, a database, and seats on which instances of the service may sit.
final class Scene implements AutoCloseable {
    static final String CLIENT_ID = "app.chaos";
    static final String CLIENT_SECRET = "client-secret-of-the-chaos";
    static final int RATE = 20;
    static final int BURST = 50;

    private static final int COMMENTS = 2_000;
    private static final int EVENTS_PER_SECOND = Integer.getInteger("b24.chaos.rate", 100);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final SimulatedPortal portal = SimulatedPortal.builder()
            .clock(Clock.systemUTC())
            .clientId(CLIENT_ID)
            .clientSecret(CLIENT_SECRET)
            .rate(RATE, BURST)
            .start();
    private final String keyset = Keyset.generate();
    private final List<Long> comments = new ArrayList<>();
    private final AtomicInteger posted = new AtomicInteger();
    private final Database database;
    private final JdbcClient jdbc;
    private Ledger ledger;

    Scene(RealPostgres postgres) {
        database = postgres.newDatabase();
        jdbc = JdbcClient.create(postgres.asSuperuser(database));
        ledger = new Ledger(jdbc);
        for (int i = 0; i < COMMENTS; i++) {
            comments.add(portal.comments().add("deal", i / 100 + 1, 1, "Comment " + i));
        }
    }

    SimulatedPortal portal() {
        return portal;
    }

    Database database() {
        return database;
    }

    JdbcClient jdbc() {
        return jdbc;
    }

    Ledger ledger() {
        return ledger;
    }

    List<Long> comments() {
        return List.copyOf(comments);
    }

    /// A place for an instance, where nobody sits yet.
    Seat seat() {
        return new Seat(database, portal, keyset);
    }

    /// Installs the app, and returns when its events are subscribed to. The first look through the portal goes on.
    void install(Seat seat) {
        portal.install(seat.handler());
        await().atMost(PATIENCE)
                .until(() -> portal.subscribedEvents().contains("ONCRMTIMELINECOMMENTUPDATE"));
    }

    /// Begins another scenario, which has figures of its own.
    void turnOver() {
        ledger = new Ledger(jdbc);
    }

    /// Events for those instances in turn.
    LoadGenerator load(Seat... seats) {
        return load(EVENTS_PER_SECOND, seats);
    }

    LoadGenerator load(int perSecond, Seat... seats) {
        var handlers = new ArrayList<URI>();
        for (var seat : seats) {
            handlers.add(seat.handler());
        }
        return LoadGenerator.start(portal, this::nextComment, handlers, perSecond);
    }

    /// Changes all comments. Bitrix24 tells nobody; whoever posts events about them does.
    void rewriteComments(String text) {
        portal.events().byHand();
        comments.forEach(comment -> portal.comments().update(comment, text));
        portal.events().dropWaiting().automatic();
    }

    long copiesOtherThan(String text) {
        return jdbc.sql("select count(*) from reporting.timeline_comments where comment is distinct from :text")
                .param("text", text)
                .query(Long.class)
                .single();
    }

    /// Former versions with that text, which is the newest one.
    long versionsAfter(String text) {
        return jdbc.sql("select count(*) from mirror.timeline_comment_history where comment = :text")
                .param("text", text)
                .query(Long.class)
                .single();
    }

    private long nextComment() {
        return comments.get(posted.getAndIncrement() % comments.size());
    }

    long count(String from) {
        return jdbc.sql("select count(*) from " + from).query(Long.class).single();
    }

    /// Waits until every promise is kept and the services have nothing left to do.
    void settle(Duration atMost, ServiceProcess... services) throws Exception {
        ledger.settle(atMost);
        assertThat(portal.violations()).as("rules of Bitrix24 violated").isEmpty();
        assertThat(count("portal.portal where state = 'NEEDS_REAUTHORIZATION'")).as("portals that lost their tokens")
                .isZero();
        for (var service : services) {
            service.awaitHealthy();
            awaitThatNoThreadIsStuck(service);
        }
    }

    /// Every thread that was at work comes to rest or to an end; a drain lasts half a minute at most.
    private static void awaitThatNoThreadIsStuck(ServiceProcess service) throws Exception {
        var busy = new HashMap<>(ThreadDump.ofThreadsAtWork(service));
        await().atMost(Duration.ofSeconds(90)).pollInterval(Duration.ofMillis(500)).untilAsserted(() -> {
            busy.keySet().retainAll(ThreadDump.ofThreadsAtWork(service).keySet());
            assertThat(busy.values()).as("threads at work all the time").isEmpty();
        });
    }

    @Override
    public void close() {
        portal.close();
    }
}
