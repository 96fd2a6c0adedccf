package io.b24mirror.intake.source;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;

import io.b24mirror.portal.MemberId;
import io.b24mirror.testing.ServiceTest;

import static org.assertj.core.api.Assertions.assertThat;

class RejectedDeliveryCounterIntegrationTests extends ServiceTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final RejectedDeliveryCounter refusals;
    private final MeterRegistry meters;

    @Autowired
    RejectedDeliveryCounterIntegrationTests(RejectedDeliveryCounter refusals, MeterRegistry meters) {
        this.refusals = refusals;
        this.meters = meters;
    }

    /// What tests before this one left in memory.
    @BeforeEach
    void beginWithNone() {
        refusals.flush();
        jdbc.sql("delete from intake.refusal").update();
    }

    @Test
    void countsWhatIsRefusedByPortalAndSource() throws Exception {
        double before = meters.get("b24.deliveries.refused").counter().count();
        var first = clock.instant();
        forge(handler(), "a223c6b3710f85df22e9377d6c4f7553");
        clock.advance(Duration.ofSeconds(2));
        forge(handler(), "a223c6b3710f85df22e9377d6c4f7553");
        forge(handler().resolve("/bitrix24/install"), "ffffffffffffffffffffffffffffffff");

        refusals.flush();

        assertThat(rows("select member_id, source, deliveries from reporting.refused_deliveries order by 1"))
                .containsExactly(
                        Map.of("member_id", "a223c6b3710f85df22e9377d6c4f7553", "source", "127.0.0.1", "deliveries",
                                2L),
                        Map.of("member_id", "ffffffffffffffffffffffffffffffff", "source", "127.0.0.1", "deliveries",
                                1L));
        assertThat(instant("select min(first_at) from reporting.refused_deliveries")).isEqualTo(first);
        assertThat(instant("select max(last_at) from reporting.refused_deliveries")).isEqualTo(clock.instant());
        assertThat(meters.get("b24.deliveries.refused").counter().count() - before).isEqualTo(3);
    }

    private static void forge(URI url, String memberId) throws Exception {
        var body = "event=ONCALENDARENTRYADD&auth[member_id]=%s&auth[application_token]=forged".formatted(memberId);
        var answer = HTTP.send(HttpRequest.newBuilder(url)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body.replace("[", "%5B").replace("]", "%5D")))
                .build(), BodyHandlers.discarding());
        assertThat(answer.statusCode()).isEqualTo(403);
    }

    @Test
    void isBoundedHowManyPortalsAndSourcesStrangersMayMakeUp() {
        jdbc.sql("""
                insert into intake.refusal
                select 'old' || n, 's', 1, cast('2020-01-01' as timestamptz), cast('2020-01-01' as timestamptz)
                from generate_series(1, 10000) as n
                """).update();
        for (int i = 0; i < 5_000; i++) {
            refusals.count(new MemberId("made-up-" + i), "203.0.113." + i, clock.instant());
        }
        refusals.flush();

        assertThat(value("select count(*) from intake.refusal", Integer.class)).isEqualTo(10_000);
        assertThat(value("select count(*) from intake.refusal where member_id like 'made-up%'", Integer.class))
                .isBetween(1_000, 1_001);
    }
}
