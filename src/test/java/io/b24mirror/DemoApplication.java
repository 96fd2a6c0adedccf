package io.b24mirror;

import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

import org.springframework.boot.SpringApplication;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;

import io.b24mirror.secret.Keyset;
import io.b24mirror.simulation.ContainerPortal;
import io.b24mirror.simulation.DemoPortal;
import io.b24mirror.simulation.SimulatedPortal;
import io.b24mirror.testing.PostgresServer;

import static org.awaitility.Awaitility.await;

/// The service beside a simulated Bitrix24 portal that installs the app and keeps firing events: `./mvnw
/// spring-boot:test-run`. With the argument `portal` only a portal, for the container proof: one main class is all that
/// Spring Boot's plugin takes.
class DemoApplication {
    private static final String CLIENT_ID = "local.demo";
    private static final String CLIENT_SECRET = "demo-client-secret";
    private static final long SAMPLE_SECTION = 202;
    private static final long SAMPLE_COMMENT = 999;
    private static final Environment ENVIRONMENT = new StandardEnvironment();
    private static final String MADE_UP_PASSWORD = HexFormat.of().formatHex(new SecureRandom().generateSeed(12));
    private static final boolean HAS_PASSWORD = ENVIRONMENT.containsProperty("b24.operator-password");
    private static final URI SERVICE = URI
            .create("http://localhost:" + ENVIRONMENT.getProperty("server.port", "8080"));

    static void main(String[] args) throws InterruptedException {
        if (args.length > 0 && args[0].equals("portal")) {
            ContainerPortal.run(List.of(args).subList(1, args.length));
            return;
        }
        var database = PostgresServer.embedded().newDatabase();
        var demo = DemoPortal.start(
                SimulatedPortal.builder().clock(Clock.systemUTC()).clientId(CLIENT_ID).clientSecret(CLIENT_SECRET),
                Clock.systemUTC(), 24);
        var portal = demo.portal();
        SpringApplication.from(B24Mirror::main).run(settings(database, portal).toArray(String[]::new));
        portal.install(SERVICE.resolve("/bitrix24/events"));
        await().until(() -> portal.subscribedEvents().contains("ONCRMTIMELINECOMMENTUPDATE"));
        portal.calendar().updateSection(SAMPLE_SECTION, _ -> {});
        portal.comments().update(SAMPLE_COMMENT, "New comment was added");
        demo.live(Duration.ofSeconds(1));
        System.out.println(welcome(database, portal));
    }

    private static List<String> settings(PostgresServer.Database database, SimulatedPortal portal) {
        return List.of("--spring.datasource.url=" + database.url(), "--spring.datasource.username=" + database.user(),
                "--spring.datasource.password=" + database.password(), "--b24.public-url=" + SERVICE,
                "--b24.client-id=" + CLIENT_ID, "--b24.client-secret=" + CLIENT_SECRET,
                "--b24.encryption-keyset=" + Keyset.generate(),
                "--b24.operator-password=" + ENVIRONMENT.getProperty("b24.operator-password", MADE_UP_PASSWORD),
                "--b24.oauth-servers=" + portal.authorizationServerUrl(),
                "--b24.portal-hosts=" + portal.restUrl().getAuthority(), "--b24.allow-insecure-http=true");
    }

    private static String welcome(PostgresServer.Database database, SimulatedPortal portal) {
        return """

                b24-mirror runs beside a simulated Bitrix24 portal, which fires an event about every second.

                  handler URL  %s/bitrix24/events
                  console      %s/console/ (not built yet), user operator, password %s
                  health       http://localhost:%s/actuator/health
                  portal       %s
                  query        psql '%s'

                  select state, domain, last_event_at from reporting.portals;
                  select event_id, name, starts_at, time_zone from reporting.calendar_events order by fetched_at desc limit 10;

                Ctrl-C ends it all.
                """
                .formatted(SERVICE, SERVICE, HAS_PASSWORD ? "as set" : MADE_UP_PASSWORD,
                        ENVIRONMENT.getProperty("management.server.port", "8081"), portal.restUrl(), psqlUrl(database));
    }

    private static String psqlUrl(PostgresServer.Database database) {
        return database.url()
                .replace("jdbc:postgresql://",
                        "postgresql://%s:%s@".formatted(database.user(), database.password()));
    }
}
