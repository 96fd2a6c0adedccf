package io.b24mirror.portal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionTemplate;

import io.b24mirror.bitrix.BatchAnswer;
import io.b24mirror.bitrix.BitrixClient;
import io.b24mirror.bitrix.BitrixFailure;
import io.b24mirror.bitrix.Call;
import io.b24mirror.secret.Secret;
import io.b24mirror.simulation.EventDraft;
import io.b24mirror.testing.ServiceTest;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class WebhookModeIntegrationTests extends ServiceTest {
    private static final String LEARNED_TOKEN = "11111111111111111111111111111111";
    private static final String CONFIGURED_TOKEN = "22222222222222222222222222222222";
    private static final String CONFIGURED_PORTAL = "feedfeedfeedfeedfeedfeedfeedfeed";
    private static final String SECRET = "k3qz9w7incomingwebhook";

    private static final Gateway GATEWAY = new Gateway();

    private final WebhookPortals webhooks;
    private final BitrixClient client;
    private final TransactionTemplate transaction;

    @Autowired
    WebhookModeIntegrationTests(WebhookPortals webhooks, BitrixClient client, TransactionTemplate transaction) {
        this.webhooks = webhooks;
        this.client = client;
        this.transaction = transaction;
    }

    @DynamicPropertySource
    static void webhooks(DynamicPropertyRegistry registry) {
        registry.add("b24.portal-hosts", () -> "localhost,127.0.0.1");
        registry.add("b24.webhooks[0].application-token", () -> LEARNED_TOKEN);
        registry.add("b24.webhooks[0].rest-url", GATEWAY::url);
        registry.add("b24.webhooks[1].application-token", () -> CONFIGURED_TOKEN);
        registry.add("b24.webhooks[1].rest-url", GATEWAY::urlOfAnotherName);
        registry.add("b24.webhooks[1].member-id", () -> CONFIGURED_PORTAL);
    }

    @BeforeEach
    void openGateway() {
        GATEWAY.leadTo(portal.webhookUrl(1));
    }

    @AfterAll
    static void closeGateway() {
        GATEWAY.server.stop(0);
    }

    @Test
    void servesAConfiguredPortalAtOnce() throws InterruptedException {
        restart();

        assertThat(rows("select member_id, state, domain from reporting.portals")).containsExactly(Map.of("member_id",
                CONFIGURED_PORTAL, "state", "ACTIVE", "domain", "127.0.0.1:" + GATEWAY.server.getAddress().getPort()));
        assertThat(ask(CONFIGURED_PORTAL)).isInstanceOf(BatchAnswer.Results.class);
        assertThat(post(CONFIGURED_PORTAL, CONFIGURED_TOKEN)).isEqualTo(200);
        assertThat(post(CONFIGURED_PORTAL, LEARNED_TOKEN)).isEqualTo(403);
    }

    @Test
    void namesTheSettingThatHasToFollowARenamedPortal() throws InterruptedException {
        restart();
        portal.faults().redirect("batch", 1, "http://localhost:1");

        var answer = ask(CONFIGURED_PORTAL);

        assertThat(answer).isInstanceOfSatisfying(BatchAnswer.Failed.class,
                failed -> assertThat(failed.failure().summary()).contains("302", "set B24_WEBHOOKS_1_REST_URL"));
        assertThat(portal.calls("batch")).isEqualTo(1);
        assertThat(portal.calls("app.info")).isZero();
    }

    @Test
    void learnsAPortalFromItsFirstEventAndReadsWhatItIsAbout() throws InterruptedException {
        portal.addOutgoingWebhook(handler(), LEARNED_TOKEN, "ONCALENDARENTRYADD");
        var section = portal.calendar().addSection("user", 1, "Work");
        var event = portal.calendar().addEvent(section, EventDraft.named("Lunch"));

        assertThat(portal.events().deliverAll()).isNotEmpty().allMatch(delivery -> delivery.status() == 200);
        work();

        assertThat(state(portal.memberId())).isEqualTo("ACTIVE");
        assertThat(rows("select event_id, name from reporting.calendar_events"))
                .contains(Map.of("event_id", event, "name", "Lunch"));
        assertThat(portal.calls("event.bind")).isZero();
    }

    @Test
    void losesNoneOfManyFirstEvents() throws Exception {
        var posts = IntStream.range(0, 20)
                .<Callable<Integer>>mapToObj(number -> () -> event(portal.memberId(), LEARNED_TOKEN)
                        .with("data[id]", Integer.toString(number + 1))
                        .postTo(handler()))
                .toList();

        var statuses = new ArrayList<Integer>();
        try (var threads = Executors.newFixedThreadPool(20)) {
            for (Future<Integer> post : threads.invokeAll(posts)) {
                statuses.add(post.get());
            }
        }

        assertThat(statuses).containsOnly(200);
        assertThat(value("select count(*) from reporting.deliveries", Integer.class)).isEqualTo(20);
    }

    @Test
    void turnsAwayAWrongToken() throws InterruptedException {
        assertThat(post(portal.memberId(), "33333333333333333333333333333333")).isEqualTo(403);

        assertThat(rows("select * from portal.portal")).isEmpty();
    }

    @Test
    void doesNotLearnAnotherPortalByATokenThatHasOne() throws InterruptedException {
        assertThat(post(portal.memberId(), LEARNED_TOKEN)).isEqualTo(200);

        assertThat(post("0123456789abcdef0123456789abcdef", LEARNED_TOKEN)).isEqualTo(403);

        assertThat(value("select count(*) from portal.portal", Integer.class)).isEqualTo(1);
    }

    /// Who has the token of one portal could else lead the app's calls for another one to his own.
    @Test
    void doesNotTakeAnInstalledAppsPortalForTheWebhooks() throws InterruptedException {
        install();

        assertThat(post(portal.memberId(), LEARNED_TOKEN)).isEqualTo(403);

        assertThat(value("select mode || ' ' || client_endpoint from portal.portal", String.class))
                .isEqualTo("APP " + portal.restUrl());
        assertThat(post(portal.memberId(), portal.applicationToken())).isEqualTo(200);
    }

    @Test
    void learnsItsPortalAnewAfterThatLeft() throws InterruptedException {
        post(portal.memberId(), LEARNED_TOKEN);
        assertThat(event(portal.memberId(), LEARNED_TOKEN).with("event", "ONAPPUNINSTALL").postTo(handler()))
                .isEqualTo(200);
        assertThat(state(portal.memberId())).isEqualTo("UNINSTALLED");

        assertThat(post(portal.memberId(), LEARNED_TOKEN)).isEqualTo(200);

        assertThat(state(portal.memberId())).isEqualTo("ACTIVE");
    }

    @Test
    void refusesThePortalThatLeftTheConfiguration() throws InterruptedException {
        post(portal.memberId(), LEARNED_TOKEN);
        jdbc.sql("update portal.application_token set digest = :digest")
                .param("digest", Secret.of("no longer configured").digest())
                .update();

        restart();

        assertThat(state(portal.memberId())).isEqualTo("UNINSTALLED");
        assertThat(post(portal.memberId(), "no longer configured")).isEqualTo(403);
        assertThat(((BatchAnswer.Failed) ask(portal.memberId())).failure())
                .isInstanceOf(BitrixFailure.Unauthorized.class);
        assertThat(portal.requests()).isEmpty();
    }

    @Test
    void refusesATokenThatLeftTheConfiguration() throws InterruptedException {
        post(portal.memberId(), LEARNED_TOKEN);
        jdbc.sql("insert into portal.application_token values (:memberId, :digest)")
                .param("memberId", portal.memberId())
                .param("digest", Secret.of("leaked").digest())
                .update();

        restart();

        assertThat(state(portal.memberId())).isEqualTo("ACTIVE");
        assertThat(rows("select digest from portal.application_token where member_id = '" + portal.memberId() + "'"))
                .containsExactly(Map.of("digest", Secret.of(LEARNED_TOKEN).digest()));
    }

    @Test
    void restartsWithoutTouchingWhatIsConfigured() {
        restart();
        var before = rows("select * from portal.portal");

        restart();

        assertThat(rows("select * from portal.portal")).isEqualTo(before);
    }

    @Test
    void showsTheIncomingWebhooksSecretNeitherInTheDatabaseNorInTheLog() throws InterruptedException {
        try (var log = new DebugLog()) {
            restart();
            portal.addOutgoingWebhook(handler(), LEARNED_TOKEN, "ONCALENDARENTRYADD");
            var section = portal.calendar().addSection("user", 1, "Work");
            portal.faults().reset("batch", 1);
            portal.faults().html("batch", 1, 500);
            portal.faults().redirect("batch", 1, "http://localhost:1");
            portal.faults().error("batch", 1, 401, "INVALID_CREDENTIALS", "No access for /rest/1/" + SECRET + "/batch");
            portal.calendar().addEvent(section, EventDraft.named("Lunch"));
            portal.events().deliverAll();
            for (int fault = 0; fault < 4; fault++) {
                assertThat(ask(portal.memberId()).toString()).startsWith("Failed").doesNotContain(SECRET);
            }
            work();

            assertThat(log.lines()).anyMatch(line -> line.startsWith("DEBUG"))
                    .anyMatch(line -> line.contains("is known by its webhook from now on"));
            assertThat(log.lines()
                    .filter(line -> line.contains(SECRET) || line.contains(LEARNED_TOKEN)
                            || line.contains(CONFIGURED_TOKEN)))
                    .isEmpty();
        }
        assertThat(portal.requests()).extracting(request -> String.valueOf(request.error()))
                .contains("reset", "canned", "redirect");
        assertThat(DatabaseText.of(jdbc)).contains(portal.memberId(), "Lunch")
                .doesNotContain(SECRET)
                .doesNotContain(DatabaseText.asBytes(SECRET))
                .doesNotContain(LEARNED_TOKEN)
                .doesNotContain(CONFIGURED_TOKEN);
    }

    /// Both have a portal to change, and find it locked: what they read of it before that is no longer true for one
    /// of them.
    @Test
    void startsTwoInstancesAtOnceAfterATokenWasChanged() throws Exception {
        restart();
        jdbc.sql("update portal.application_token set digest = repeat('0', 64)").update();

        try (var threads = Executors.newFixedThreadPool(2)) {
            var starts = transaction.execute(_ -> {
                jdbc.sql("select * from portal.portal for update").query().listOfRows();
                var both = List.of(threads.submit(this::restart), threads.submit(this::restart));
                await().until(() -> value("select count(*) from pg_stat_activity where wait_event_type = 'Lock'",
                        Long.class) == 2);
                return both;
            });
            for (var start : requireNonNull(starts)) {
                start.get();
            }
        }

        assertThat(post(CONFIGURED_PORTAL, CONFIGURED_TOKEN)).isEqualTo(200);
    }

    private void restart() {
        webhooks.run(new DefaultApplicationArguments());
    }

    private BatchAnswer ask(String memberId) throws InterruptedException {
        return client.batch(new MemberId(memberId), List.of(Call.of("profile")));
    }

    private int post(String memberId, String token) throws InterruptedException {
        return event(memberId, token).postTo(handler());
    }

    private EventForm event(String memberId, String token) {
        return EventForm.of("event=ONAPPTEST&auth[member_id]=%s&auth[application_token]=%s&ts=%d".formatted(memberId,
                token, clock.instant().getEpochSecond()));
    }

    private String state(String memberId) {
        return value("select state from reporting.portals where member_id = '" + memberId + "'", String.class);
    }

    /// The incoming webhook at an address that stays while the portals behind it change from test to test.
    private static final class Gateway {
        private final HttpServer server;
        private volatile URI target = URI.create("http://localhost/");

        Gateway() {
            try {
                server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            server.createContext("/rest/1/" + SECRET + "/", this::forward);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.start();
        }

        void leadTo(URI webhook) {
            target = webhook;
        }

        String domain() {
            return "localhost:" + server.getAddress().getPort();
        }

        String url() {
            return "http://%s/rest/1/%s/".formatted(domain(), SECRET);
        }

        String urlOfAnotherName() {
            return url().replace("localhost", "127.0.0.1");
        }

        private void forward(HttpExchange exchange) throws IOException {
            try (exchange; var client = HttpClient.newHttpClient()) {
                var method = exchange.getRequestURI().getPath().replaceFirst(".*/", "");
                var headers = exchange.getRequestHeaders();
                var request = HttpRequest.newBuilder(target.resolve(method))
                        .header("Content-Type", requireNonNull(headers.getFirst("Content-Type")))
                        .header("User-Agent", requireNonNull(headers.getFirst("User-Agent")))
                        .POST(BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()))
                        .build();
                var answer = client.send(request, BodyHandlers.ofByteArray());
                answer.headers()
                        .firstValue("Location")
                        .ifPresent(to -> exchange.getResponseHeaders().set("Location", to));
                exchange.sendResponseHeaders(answer.statusCode(),
                        answer.body().length == 0 ? -1 : answer.body().length);
                exchange.getResponseBody().write(answer.body());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }
    }

    /// Everything that is logged at `DEBUG`, instead of on the console.
    private static final class DebugLog implements AutoCloseable {
        private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        private final Level level = root.getLevel();
        private final Queue<String> lines = new ConcurrentLinkedQueue<>();
        private final List<ch.qos.logback.core.Appender<ILoggingEvent>> console = new ArrayList<>();
        private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                if (event.getLoggerName().startsWith("com.sun.net.httpserver")
                        || event.getLoggerName().startsWith("jdk.")) {
                    return; // the portal's and the gateway's own
                }
                lines.add("%s %s: %s".formatted(event.getLevel(), event.getLoggerName(), event.getFormattedMessage()));
                for (var thrown = event.getThrowableProxy(); thrown != null; thrown = thrown.getCause()) {
                    lines.add(String.valueOf(thrown.getMessage()));
                }
            }
        };

        DebugLog() {
            root.iteratorForAppenders().forEachRemaining(console::add);
            console.forEach(root::detachAppender);
            appender.setContext(root.getLoggerContext());
            appender.start();
            root.addAppender(appender);
            root.setLevel(Level.DEBUG);
        }

        Stream<String> lines() {
            return lines.stream();
        }

        @Override
        public void close() {
            root.setLevel(level);
            root.detachAppender(appender);
            console.forEach(root::addAppender);
        }
    }
}
