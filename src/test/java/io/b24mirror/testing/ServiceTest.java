package io.b24mirror.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.github.kagkarlsson.scheduler.testhelper.ManualScheduler;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import io.b24mirror.fetch.Drains;
import io.b24mirror.portal.MemberId;
import io.b24mirror.secret.Keyset;
import io.b24mirror.simulation.SimulatedPortal;

import static org.assertj.core.api.Assertions.assertThat;

/// Runs the service on a real PostgreSQL and a real port, with a simulated portal of its own for every test.
///
/// Time stands still, background work rests until the test calls [#work()], and the portal's events wait until it calls
/// [#deliverAndWork()]. No test may break a rule of Bitrix24's on its way.
@SpringBootTest(webEnvironment = WebEnvironment.DEFINED_PORT, properties = {"management.server.port=0",
        "b24.client-id=app.test", "b24.client-secret=client-secret-of-the-tests", "b24.portal-hosts=localhost",
        "b24.allow-insecure-http=true", "b24.spill-patience=PT10S", "b24.replay-interval=P1D",
        "management.health.db-scheduler.enabled=false"})
@Import(ServiceConfiguration.class)
public abstract class ServiceTest {
    private static final int AUTHORIZATION_PORT = Ports.free();
    private static final int MAX_ROUNDS = 1_000;
    private static final String KEYSET = Keyset.generate();

    @Autowired
    protected JdbcClient jdbc;

    @Autowired
    protected SettableClock clock;

    /// The portal of this test. User 1 is its administrator and installs the app.
    protected SimulatedPortal portal;

    @Autowired
    private ManualScheduler scheduler;

    @Autowired
    private Drains drains;

    @LocalServerPort
    private int port;

    @SuppressWarnings("NullAway.Init") // JUnit and Spring fill the fields
    protected ServiceTest() {}

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        registry.add("b24.oauth-servers", () -> "http://localhost:" + AUTHORIZATION_PORT);
        registry.add("b24.encryption-keyset", () -> KEYSET);
        var spill = newSpillDirectory();
        registry.add("b24.spill-directory", () -> spill);
        int port = Ports.free();
        registry.add("server.port", () -> port);
        registry.add("b24.public-url", () -> "http://localhost:" + port);
    }

    private static String newSpillDirectory() {
        try {
            return Files.createTempDirectory("spill").toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeEach
    void startAnew() {
        clock.set(ServiceConfiguration.START);
        TestDatabase.empty(jdbc);
        portal = newPortal();
        portal.events().byHand();
    }

    /// Begins anew within a test: with an empty database and another portal.
    protected void beginAnew() {
        portal.close();
        startAnew();
    }

    /// Makes the portal of the next test; for tests that need one with other settings.
    protected SimulatedPortal newPortal() {
        return portalSettings().start();
    }

    /// The settings that the service is configured for, with a member_id of its own.
    protected SimulatedPortal.Builder portalSettings() {
        return SimulatedPortal.builder()
                .clock(clock)
                .clientId("app.test")
                .clientSecret("client-secret-of-the-tests")
                .memberId(UUID.randomUUID().toString().replace("-", ""))
                .ports(0, AUTHORIZATION_PORT);
    }

    @AfterEach
    void portalIsContent() {
        try {
            assertThat(portal.violations()).isEmpty();
        } finally {
            portal.close();
        }
    }

    /// The handler URL of the service under test.
    protected URI handler() {
        return URI.create("http://localhost:" + port + "/bitrix24/events");
    }

    /// Installs the app, and lets the service verify the installation and subscribe to events.
    protected void install() throws InterruptedException {
        portal.install(handler());
        deliverAndWork();
    }

    /// Lets the portal send what it has to send, then the service do what it has to do.
    protected void deliverAndWork() throws InterruptedException {
        portal.events().deliverAll();
        work();
    }

    /// Does all background work that is due, and what becomes due by it, except the passes that run for ever.
    protected void work() {
        wakeDrains();
        for (int round = 0; isWorkDue(); round++) {
            assertThat(round).as("rounds of background work").isLessThan(MAX_ROUNDS);
            scheduler.runAnyDueExecutions();
        }
    }

    /// An event is answered a moment before the drain is woken, too early for a test that goes on at once.
    private void wakeDrains() {
        drains.wake(jdbc.sql("select distinct member_id from fetch_list.request where state = 'WAITING'")
                .query((row, _) -> new MemberId(row.getString(1)))
                .list());
    }

    private boolean isWorkDue() {
        return jdbc.sql(
                "select exists (select 1 from scheduler.scheduled_tasks where not picked and execution_time <= :now)")
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .query(Boolean.class)
                .single();
    }

    /// The rows of a query, for comparing.
    protected List<Map<String, @Nullable Object>> rows(String sql) {
        return jdbc.sql(sql).query().listOfRows();
    }

    /// The only value of a query.
    protected <T> T value(String sql, Class<T> type) {
        return jdbc.sql(sql).query(type).single();
    }

    /// The only instant of a query.
    protected Instant instant(String sql) {
        return value(sql, OffsetDateTime.class).toInstant();
    }
}
