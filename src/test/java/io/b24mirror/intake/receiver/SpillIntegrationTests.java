package io.b24mirror.intake.receiver;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.Environment;

import io.b24mirror.intake.IntakeProperties;
import io.b24mirror.intake.event.EventFormParser;
import io.b24mirror.intake.event.EventForms;
import io.b24mirror.intake.event.Post;
import io.b24mirror.intake.event.ReceiveOutcome;
import io.b24mirror.intake.form.FormDecoder;
import io.b24mirror.intake.form.FormEncoder;
import io.b24mirror.intake.outage.DatabaseCircuitBreaker;
import io.b24mirror.intake.outage.DatabaseRecovery;
import io.b24mirror.portal.ApplicationTokens;
import io.b24mirror.portal.MemberId;
import io.b24mirror.ratelimit.ClientAddress;
import io.b24mirror.spill.Spill;
import io.b24mirror.testing.PostgresServer;
import io.b24mirror.testing.ServiceInstance;
import io.b24mirror.testing.ServiceTest;

import static io.b24mirror.intake.event.EventForms.event;
import static io.b24mirror.intake.event.EventForms.sectionAdded;
import static io.b24mirror.intake.event.EventForms.with;
import static io.b24mirror.intake.event.EventForms.withAuth;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/// What becomes of events while PostgreSQL is away.
class SpillIntegrationTests extends ServiceTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String STRANGER = "ffffffffffffffffffffffffffffffff";

    @Autowired
    private DatabaseCircuitBreaker circuit;

    @Autowired
    private DatabaseRecovery recovery;

    @Autowired
    private Spill spill;

    @Autowired
    private ApplicationTokens portals;

    @Autowired
    private EventReplay replay;

    @Autowired
    private HealthEndpoint health;

    @Autowired
    private MeterRegistry meters;

    @Autowired
    private EventAuthenticator authenticator;

    @Autowired
    private JsonMapper json;

    @Autowired
    private DataSource dataSource;

    @Autowired
    private Environment environment;

    @Autowired
    private ApplicationContext context;

    private String database;

    @SuppressWarnings("NullAway.Init") // Spring fills the fields
    SpillIntegrationTests() {}

    @BeforeEach
    void installTheApp() throws InterruptedException {
        install();
        jdbc.sql("truncate intake.delivery, intake.fingerprint").update();
        portals.loadAll();
        database = value("select current_database()", String.class);
    }

    @AfterEach
    void comeBack() {
        PostgresServer.get().open(database);
        await().until(() -> {
            recovery.recover(); // the pool tries again when it likes
            return !circuit.isOpen();
        });
        assertThat(spill.state().waiting()).isZero();
    }

    @Test
    void keepsWhatAKnownPortalSendsAndStoresItOnceWhenPostgresIsBack() throws Exception {
        PostgresServer.get().shut(database);

        assertThat(post(sectionAdded(portal, 202))).isEqualTo(200);
        assertThat(post(sectionAdded(portal, 203))).isEqualTo(200);
        assertThat(circuit.isOpen()).isTrue();
        assertThat(spill.state().waiting()).isEqualTo(2);
        assertThat(spill.state().unverified()).isZero();
        var receivedAt = clock.instant();
        clock.advanceTo(receivedAt.plusSeconds(60));
        recovery.recover();
        assertThat(circuit.isOpen()).isTrue();
        comeBack();

        assertThat(rows("select record_id, duplicates from reporting.deliveries order by record_id")).containsExactly(
                Map.of("record_id", 202L, "duplicates", 0), Map.of("record_id", 203L, "duplicates", 0));
        assertThat(instant("select max(received_at) from reporting.deliveries")).isEqualTo(receivedAt);
        assertThat(rows("select record_id from reporting.pending_fetches order by record_id"))
                .containsExactly(Map.of("record_id", 202L), Map.of("record_id", 203L));
    }

    @Test
    void replaysTheSameTwiceWithoutCountingARepeat() throws Exception {
        goAway();
        post(sectionAdded(portal, 202));
        post(sectionAdded(portal, 202));
        PostgresServer.get().open(database);

        spill.replay(contents -> {
            replay.replay(contents);
            replay.replay(contents);
            return replay.replay(contents);
        });

        assertThat(rows("select duplicates from reporting.deliveries")).containsExactly(Map.of("duplicates", 1));
    }

    @Test
    void replaysAgainWhatWasStoredBeforeTheSpillHadNotedIt() throws Exception {
        goAway();
        post(sectionAdded(portal, 202));
        PostgresServer.get().open(database);

        try {
            spill.replay(contents -> {
                replay.replay(contents);
                throw new IllegalStateException("killed");
            });
        } catch (IllegalStateException _) {
            // as if the process had ended here
        }
        assertThat(spill.state().waiting()).isEqualTo(1);
        comeBack();

        assertThat(rows("select duplicates from reporting.deliveries")).containsExactly(Map.of("duplicates", 0));
    }

    @Test
    void countsThePortalsRepeatsBeforeAndAfterAnOutage() throws Exception {
        post(sectionAdded(portal, 202));
        goAway();
        post(sectionAdded(portal, 202));
        comeBack();
        post(sectionAdded(portal, 202));

        assertThat(rows("select duplicates from reporting.deliveries")).containsExactly(Map.of("duplicates", 2));
    }

    @Test
    void findsARepeatOfAnEventWithoutTimeNoRepeat() throws Exception {
        goAway();
        post(EventForms.without(sectionAdded(portal, 202), "ts"));
        clock.advanceTo(clock.instant().plusNanos(123_456_789));
        post(EventForms.without(sectionAdded(portal, 202), "ts"));
        comeBack();

        assertThat(rows("select duplicates from reporting.deliveries")).hasSize(2)
                .containsOnly(Map.of("duplicates", 0));
    }

    @Test
    void authenticatesEventsOfStrangersLater() throws Exception {
        goAway();

        assertThat(post(withAuth(sectionAdded(portal, 202), "application_token", "wrong"))).isEqualTo(200);
        assertThat(post(withAuth(sectionAdded(portal, 203), "member_id", STRANGER))).isEqualTo(200);
        assertThat(post(event(portal, "E", Map.of()))).isEqualTo(200);
        assertThat(spill.state().unverified()).isEqualTo(2);
        comeBack();

        assertThat(rows("select event from reporting.deliveries")).containsExactly(Map.of("event", "E"));
        assertThat(rows("select member_id, record_id from intake.quarantine order by record_id")).containsExactly(
                Map.of("member_id", portal.memberId(), "record_id", 202L),
                Map.of("member_id", STRANGER, "record_id", 203L));
    }

    @Test
    void authenticatesEventsOfAForgottenPortalLater() throws Exception {
        portals.evict(memberId());
        goAway();
        post(sectionAdded(portal, 202));
        assertThat(spill.state().unverified()).isEqualTo(1);
        comeBack();

        assertThat(rows("select record_id from reporting.deliveries")).containsExactly(Map.of("record_id", 202L));
        assertThat(rows("select 1 from intake.quarantine")).isEmpty();
    }

    @Test
    void believesNothingOfAPortalErasedInBetween() throws Exception {
        goAway();
        post(sectionAdded(portal, 202));
        assertThat(spill.state().unverified()).isZero();
        PostgresServer.get().open(database);
        await().ignoreExceptions().until(() -> jdbc.sql("delete from portal.portal").update() > 0);
        comeBack();

        assertThat(rows("select * from reporting.deliveries")).isEmpty();
        assertThat(rows("select record_id from intake.quarantine")).containsExactly(Map.of("record_id", 202L));
    }

    @Test
    void takesAnInstallationDuringAnOutage() throws Exception {
        beginAnew();
        goAway();

        portal.install(handler());
        portal.events().deliverAll();
        assertThat(spill.state().unverified()).isEqualTo(1);
        comeBack();
        work();

        assertThat(rows("select state from reporting.portals")).containsExactly(Map.of("state", "ACTIVE"));
        assertThat(rows("select duplicates from reporting.deliveries where event = 'ONAPPINSTALL'"))
                .containsExactly(Map.of("duplicates", 0));
    }

    @Test
    void refusesAMalformedInstallationDuringAnOutage() throws Exception {
        goAway();

        assertThat(post(event(portal, "ONAPPINSTALL", Map.of()))).isEqualTo(400);
    }

    @Test
    void trustsNoTokenAfterAnUninstallation() throws Exception {
        goAway();

        var ts = clock.instant().getEpochSecond();
        assertThat(post(sectionAdded(portal, 202))).isEqualTo(200);
        assertThat(post(with(event(portal, "ONAPPUNINSTALL", Map.of("CLEAN", 0)), "ts", Long.toString(ts))))
                .isEqualTo(200);
        assertThat(post(sectionAdded(portal, 203))).isEqualTo(200);
        comeBack();

        assertThat(rows("select state from reporting.portals")).containsExactly(Map.of("state", "UNINSTALLED"));
        assertThat(rows("select 1 from portal.credential")).isEmpty();
        assertThat(rows("select event from reporting.deliveries")).containsExactlyInAnyOrder(
                Map.of("event", "ONCALENDARSECTIONADD"), Map.of("event", "ONAPPUNINSTALL"));
        assertThat(rows("select record_id from intake.quarantine")).containsExactly(Map.of("record_id", 203L));
    }

    @Test
    void keepsEventsWhileTheDatabaseTakesNoWrites() throws Exception {
        jdbc.sql("alter database %s set default_transaction_read_only = on".formatted(database)).update();
        forgetConnections();
        try {
            assertThat(post(sectionAdded(portal, 202))).isEqualTo(200);
            recovery.recover();
            assertThat(circuit.isOpen()).isTrue();
        } finally {
            jdbc.sql("set transaction_read_only = off; alter database %s reset default_transaction_read_only"
                    .formatted(database)).update();
            forgetConnections();
        }
        comeBack();

        assertThat(rows("select record_id from reporting.deliveries")).containsExactly(Map.of("record_id", 202L));
    }

    @Test
    void saysThatItIsDegradedWhilePostgresIsAway() throws Exception {
        assertThat(status("")).isEqualTo("UP");
        goAway();
        post(sectionAdded(portal, 202));

        assertThat(status("")).isEqualTo("DEGRADED");
        assertThat(status("readiness")).isEqualTo("UP");
        assertThat(status("spill")).isEqualTo("DEGRADED");
        comeBack();
        assertThat(status("")).isEqualTo("UP");
    }

    @Test
    void keepsWhatTakesTooLongAndCountsNoRepeatWhenItIsStoredAfterAll() throws Exception {
        var impatient = new EventReceiver(authenticator, circuit, spill, portals, json,
                new IntakeProperties(Duration.ofDays(90), Duration.ofMillis(50), Duration.ofDays(1)), clock);
        var posted = FormDecoder.decode(FormEncoder.encode(sectionAdded(portal, 202)).getBytes(UTF_8));
        try (var other = dataSource.getConnection()) {
            other.setAutoCommit(false);
            try (var sql = other.createStatement()) {
                sql.execute("lock table intake.fingerprint in access exclusive mode");
            }
            for (int i = 0; i < 10; i++) {
                assertThat(circuit.isOpen()).isFalse();
                assertThat(impatient
                        .receive(Post
                                .of(EventFormParser.parse(posted, clock.instant(), ClientAddress.of("198.51.100.7")))))
                        .isEqualTo(ReceiveOutcome.ACCEPTED);
            }
            assertThat(spill.state().waiting()).isEqualTo(10);
            assertThat(circuit.isOpen()).isTrue();
            other.rollback();
        }
        await().until(() -> !rows("select 1 from reporting.deliveries").isEmpty());
        comeBack();

        assertThat(rows("select duplicates from reporting.deliveries")).containsExactly(Map.of("duplicates", 9));
    }

    @Test
    void showsTheInstallerAPageWhilePostgresIsAway() throws Exception {
        goAway();

        var page = portal.openInstallPage(URI.create(handler().toString().replace("/events", "/install")), 1).send();

        assertThat(page.statusCode()).isEqualTo(503);
        assertThat(page.body()).contains("Open this page again in a minute");
    }

    @Test
    void measuresWhatWaits() throws Exception {
        goAway();
        post(sectionAdded(portal, 202));
        clock.advanceTo(clock.instant().plusSeconds(90));

        assertThat(meters.get("b24.spill.events").gauge().value()).isEqualTo(1);
        assertThat(meters.get("b24.spill.oldest").timeGauge().value(TimeUnit.SECONDS)).isEqualTo(90);
        assertThat(meters.get("b24.spill.bytes").gauge().value()).isPositive();
        var replayed = meters.get("b24.spill.replayed").functionCounter().count();
        comeBack();
        assertThat(meters.get("b24.spill.events").gauge().value()).isZero();
        assertThat(meters.get("b24.spill.replayed").functionCounter().count()).isEqualTo(replayed + 1);
    }

    @Test
    void keepsNoTokenInPlain() throws Exception {
        goAway();
        post(withAuth(withAuth(sectionAdded(portal, 202), "access_token", "access-token-of-a-user"), "user_id", "5"));

        var bytes = bytesOfAllFiles();

        for (var secret : new String[]{portal.applicationToken(), "access-token-of-a-user"}) {
            assertThat(bytes.contains(secret)).isFalse();
            assertThat(bytes.contains(HexFormat.of().formatHex(secret.getBytes(UTF_8)))).isFalse();
            assertThat(bytes.contains(Base64.getEncoder().encodeToString(secret.getBytes(UTF_8)))).isFalse();
        }
        assertThat(bytes).contains("SQLite format 3").doesNotContain("ONCALENDARSECTIONADD", portal.memberId());
    }

    @Test
    void setsAsideWhatPostgresDoesNotTakeAndTriesItAgainAtTheNextStart() throws Exception {
        jdbc.sql("alter table intake.delivery add constraint poison check (record_id <> 13) not valid").update();
        try {
            assertThat(post(sectionAdded(portal, 13))).isEqualTo(200);
            for (int i = 0; i < 10; i++) {
                recovery.recover();
            }
            assertThat(spill.state().setAside()).isEqualTo(1);
            assertThat(status("spill")).isEqualTo("DEGRADED");
            assertThat(post(sectionAdded(portal, 14))).isEqualTo(200);
            assertThat(rows("select record_id from reporting.deliveries")).containsExactly(Map.of("record_id", 14L));
        } finally {
            jdbc.sql("alter table intake.delivery drop constraint poison").update();
        }
        spill.stop();
        spill.start();
        recovery.recover();

        assertThat(rows("select record_id from reporting.deliveries order by record_id"))
                .containsExactly(Map.of("record_id", 13L), Map.of("record_id", 14L));
        assertThat(spill.state().setAside()).isZero();
    }

    @Test
    void setsAsideWhatDoesNotOpenAndReplaysTheRest() throws Exception {
        goAway();
        post(sectionAdded(portal, 202));
        post(sectionAdded(portal, 203));
        inFileOfSpill("update spilled set content = zeroblob(100) where id = (select min(id) from spilled)");
        comeBack();

        assertThat(rows("select record_id from reporting.deliveries")).containsExactly(Map.of("record_id", 203L));
        assertThat(spill.state().setAside()).isEqualTo(1);
        inFileOfSpill("delete from spilled");
        assertThat(spill.state().setAside()).isZero();
    }

    @Test
    void replaysWhatAnotherInstanceLeft() throws Exception {
        try (var other = ServiceInstance.beside(context)) {
            goAway();
            assertThat(post(other.handler(), sectionAdded(portal, 202))).isEqualTo(200);
            assertThat(spill.state().waiting()).isZero();
            recovery.maintain(); // the file is in use
        }
        comeBack();
        recovery.maintain();

        assertThat(rows("select record_id from reporting.deliveries")).containsExactly(Map.of("record_id", 202L));
    }

    private String status(String path) {
        var found = path.isEmpty() ? health.health() : health.healthForPath(path);
        return requireNonNull(found).getStatus().getCode();
    }

    private MemberId memberId() {
        return new MemberId(portal.memberId());
    }

    /// Found out at once: the pool would be waited for, for three seconds.
    private void goAway() {
        PostgresServer.get().shut(database);
        circuit.recordFailure(new SQLException("terminated", "57P01"));
    }

    /// Once none is on its way: one that began before would know nothing of what has changed.
    private void forgetConnections() throws SQLException {
        var pool = dataSource.unwrap(HikariDataSource.class);
        await().until(() -> pool.getHikariPoolMXBean().getIdleConnections() == pool.getMaximumPoolSize());
        pool.getHikariPoolMXBean().softEvictConnections();
    }

    private void inFileOfSpill(String statement) throws SQLException {
        spill.stop();
        var file = environment.getRequiredProperty("b24.spill-directory") + "/spill-0.db";
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var sql = connection.createStatement()) {
            sql.execute(statement);
        }
        spill.start();
    }

    private String bytesOfAllFiles() throws IOException {
        var all = new StringBuilder();
        try (var files = Files.list(Path.of(environment.getRequiredProperty("b24.spill-directory")))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                all.append(new String(Files.readAllBytes(file), ISO_8859_1));
            }
        }
        return all.toString();
    }

    private int post(Map<String, ?> event) throws IOException, InterruptedException {
        return post(handler(), event);
    }

    private static int post(URI handler, Map<String, ?> event) throws IOException, InterruptedException {
        HttpResponse<Void> answer = HTTP.send(HttpRequest.newBuilder(handler)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(FormEncoder.encode(event)))
                .build(), BodyHandlers.discarding());
        return answer.statusCode();
    }
}
