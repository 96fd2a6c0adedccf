package io.b24mirror;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import io.b24mirror.secret.Keyset;
import io.b24mirror.simulation.EventDraft;
import io.b24mirror.simulation.SimulatedPortal;
import io.b24mirror.testing.BasicLogin;
import io.b24mirror.testing.PostgresServer;
import io.b24mirror.testing.PostgresServer.Database;
import io.b24mirror.testing.ServiceProcess;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/// The jar as it is shipped, in a process of its own beside a simulated portal, with everything that runs
/// in production.
class PackagedJarTests {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String CLIENT_SECRET = "client-secret-of-the-packaged-jar";
    private static final String OTHER_APPLICATION_TOKEN = "fedcba9876543210fedcba9876543210";
    private static final String OPERATOR_PASSWORD = "operator-password-of-the-jar";
    private static final String REPORTING_PASSWORD = "reporting-password-of-the-jar";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final SimulatedPortal portal = SimulatedPortal.builder()
            .clock(Clock.systemUTC())
            .clientId("app.jar")
            .clientSecret(CLIENT_SECRET)
            .start();
    private final Database database = PostgresServer.get().newDatabase();
    private final String keyset = Keyset.generate();
    private final JdbcClient jdbc = JdbcClient
            .create(new DriverManagerDataSource(database.url(), database.user(), database.password()));

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit fills the field
    private Path spill;

    @SuppressWarnings("NullAway.Init") // set before each test
    private ServiceProcess service;

    @BeforeEach
    void startService() throws Exception {
        var environment = new HashMap<>(ServiceProcess.environment(portal, "app.jar", CLIENT_SECRET, keyset));
        environment.put("B24_SPILL_DIRECTORY", spill.toString());
        environment.put("B24_OPERATOR_PASSWORD", OPERATOR_PASSWORD);
        environment.put("B24_REPORTING_PASSWORD", REPORTING_PASSWORD);
        service = ServiceProcess.start(database, environment).awaitHealthy();
    }

    @AfterEach
    void end() {
        service.close();
        portal.close();
    }

    @Test
    void takesAnEventFromThePostToTheView() throws Exception {
        install();
        var section = portal.calendar().addSection("user", 1, "Work");
        var event = portal.calendar().addEvent(section, EventDraft.named("Lunch").at(tomorrow(), Duration.ofHours(1)));
        var comment = portal.comments().add("deal", 7, 1, "Called, will call again");

        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(ids("select section_id from reporting.calendar_sections")).contains(section);
            assertThat(ids("select event_id from reporting.calendar_events where name = 'Lunch'")).contains(event);
            assertThat(ids("select comment_id from reporting.timeline_comments")).contains(comment);
        });

        assertThat(portal.events().deliveries()).allSatisfy(delivery -> assertThat(delivery.status()).isEqualTo(200));
        assertThat(portal.violations()).isEmpty();
        assertThat(service.stop()).isIn(0, 143);
    }

    /// No secret that went in comes out anywhere: not in the database, the log at DEBUG, the spill, a thread dump, what
    /// the management port tells, or an answer.
    @Test
    void keepsEveryTokenToItself() throws Exception {
        install();
        portal.openInstallPage(service.url("/bitrix24/install"), 1).send();
        portal.openInstallPage(service.url("/bitrix24/install"), 1)
                .with("SERVER_ENDPOINT", "https://evil.example/rest/")
                .send();
        var colleague = portal.users().add("Berta", false, true);
        var section = portal.calendar().by(colleague).addSection("user", colleague, "Work");
        portal.calendar()
                .by(colleague)
                .addEvent(section,
                        EventDraft.named("Lunch").at(tomorrow(), Duration.ofHours(1)));
        await().atMost(PATIENCE).until(() -> ids("select event_id from reporting.calendar_events").size() == 1);
        portal.expireAccessTokens();
        var comment = portal.comments().add("deal", 7, 1, "After the token expired");
        await().atMost(PATIENCE)
                .until(() -> ids("select comment_id from reporting.timeline_comments").contains(comment));
        portal.changeApplicationToken(OTHER_APPLICATION_TOKEN);
        portal.comments().add("deal", 7, 1, "Refused and put into quarantine");
        portal.events().awaitIdle(PATIENCE);
        var answers = answersToBadRequests();
        var outage = whilePostgresqlIsAway(colleague);
        service.stop();

        var everything = service.output() + dump() + answers + outage;

        assertThat(everything).contains(portal.memberId(), "ONCRMTIMELINECOMMENTADD", "DEBUG", "SQLite format 3",
                "group-commit-0", "b24_spill_events", "application/problem+json");
        assertThat(portal.renewals()).isEqualTo(1);
        assertThat(ids("select 1 from intake.quarantine")).isNotEmpty();
        assertThat(ids("select user_id from portal.credential")).contains(1L, colleague);
        assertThat(secrets()).hasSizeGreaterThan(8).allSatisfy(secret -> {
            assertThat(everything.contains(secret)).isFalse();
            assertThat(everything.contains(HexFormat.of().formatHex(secret.getBytes(UTF_8)))).isFalse();
            assertThat(everything.contains(Base64.getEncoder().encodeToString(secret.getBytes(UTF_8)))).isFalse();
        });
    }

    private List<String> secrets() {
        var secrets = new ArrayList<>(portal.issuedSecrets());
        secrets.addAll(List.of("51856fefc120afa4b628cc82d3935cce", OTHER_APPLICATION_TOKEN, CLIENT_SECRET, keyset,
                OPERATOR_PASSWORD,
                REPORTING_PASSWORD));
        return secrets;
    }

    /// Events that wait on the disk, and what the process shows meanwhile.
    private String whilePostgresqlIsAway(long colleague) throws Exception {
        portal.changeApplicationToken("51856fefc120afa4b628cc82d3935cce");
        PostgresServer.get().shut(database.name());
        var section = portal.calendar().by(colleague).addSection("user", colleague, "Waits on the disk");
        portal.changeApplicationToken(OTHER_APPLICATION_TOKEN);
        portal.comments().add("deal", 7, 1, "Nobody can vouch for it now");
        portal.events().awaitIdle(PATIENCE);
        assertThat(portal.events().deliveries().reversed().subList(0, 2))
                .allSatisfy(delivery -> assertThat(delivery.status()).isEqualTo(200));

        var shown = new StringBuilder(threads());
        shown.append(describesItselfAllTheSame());
        for (var path : List.of("health", "info", "prometheus", "sbom/application", "env", "heapdump")) {
            shown.append(answer(HttpRequest.newBuilder(service.managementUrl("/actuator/" + path))));
        }
        try (var files = Files.list(spill)) {
            for (var file : files.toList()) {
                shown.append(new String(Files.readAllBytes(file), ISO_8859_1));
            }
        }
        PostgresServer.get().open(database.name());
        await().atMost(PATIENCE)
                .until(() -> ids("select section_id from reporting.calendar_sections").contains(section));
        return shown.toString();
    }

    /// Asked for the first time now, when there is no database to ask.
    private String describesItselfAllTheSame() throws IOException, InterruptedException {
        var document = answer(HttpRequest.newBuilder(service.url("/v3/api-docs"))
                .header("Authorization", BasicLogin.of("reporting", REPORTING_PASSWORD)));
        assertThat(document).startsWith("200 ").contains("/api/v1/calendar-events");
        return document;
    }

    private String threads() throws IOException, InterruptedException {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        var process = new ProcessBuilder(jcmd, Long.toString(service.pid()), "Thread.print", "-l", "-e").start();
        var dump = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).isZero();
        return dump;
    }

    private String answersToBadRequests() throws IOException, InterruptedException {
        var secrets = String.join("&", secrets().stream().map(secret -> "auth[x]=" + secret).toList());
        var answers = new StringBuilder();
        for (var body : List.of(secrets, secrets + "&%zz", "event=ONAPPINSTALL&" + secrets, secrets.repeat(200))) {
            for (var path : List.of("/bitrix24/events", "/bitrix24/install", "/bitrix24/elsewhere",
                    "/console/")) {
                answers.append(answer(HttpRequest.newBuilder(service.url(path))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(body))));
            }
        }
        for (var user : List.of("operator", "reporting")) {
            for (var password : List.of(OPERATOR_PASSWORD, REPORTING_PASSWORD, CLIENT_SECRET)) {
                answers.append(answer(HttpRequest.newBuilder(service.url("/api/v1/portals"))
                        .header("Authorization", BasicLogin.of(user, password))));
            }
        }
        return answers.toString();
    }

    private static String answer(HttpRequest.Builder request) throws IOException, InterruptedException {
        var answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.headers().map() + "\n" + answer.body() + "\n";
    }

    /// Every row of every table as text, binary columns in hexadecimal.
    private String dump() {
        var dump = new StringBuilder();
        jdbc.sql("""
                select format('%I.%I', schemaname, tablename)
                from pg_tables
                where schemaname not in ('pg_catalog', 'information_schema')
                """)
                .query(String.class)
                .list()
                .forEach(table -> jdbc.sql("select row::text from " + table + " as row")
                        .query(String.class)
                        .list()
                        .forEach(dump::append));
        return dump.toString();
    }

    private void install() {
        portal.install(service.url("/bitrix24/events"));
        await().atMost(PATIENCE).until(() -> portal.subscribedEvents().contains("ONCRMTIMELINECOMMENTADD"));
    }

    private List<Long> ids(String sql) {
        return jdbc.sql(sql).query((row, _) -> row.getLong(1)).list();
    }

    private static ZonedDateTime tomorrow() {
        return ZonedDateTime.now(Clock.systemUTC()).plusDays(1);
    }
}
