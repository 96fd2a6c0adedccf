package io.b24mirror.intake.delivery;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;

import io.b24mirror.intake.event.EventFormParser;
import io.b24mirror.intake.event.EventForms;
import io.b24mirror.intake.form.FormDecoder;
import io.b24mirror.intake.form.FormEncoder;
import io.b24mirror.ratelimit.ClientAddress;
import io.b24mirror.testing.ServiceTest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

class QuarantineIntegrationTests extends ServiceTest {
    @Autowired
    private Quarantine quarantine;

    @SuppressWarnings("NullAway.Init") // Spring fills the field
    QuarantineIntegrationTests() {}

    @Test
    void judgesEarlyEventsAgainAfterTheInstallation() throws Exception {
        portal.installSilently();
        portal.addOutgoingWebhook(handler(), portal.applicationToken(), "ONCRMTIMELINECOMMENTADD");
        var comment = portal.comments().add("deal", 7, 1, "Too early");
        assertThat(portal.events().deliverAll()).singleElement()
                .satisfies(early -> assertThat(early.status()).isEqualTo(403));

        install();

        assertThat(rows("select event from reporting.deliveries order by 1")).containsExactly(
                Map.of("event", "ONAPPINSTALL"), Map.of("event", "ONCRMTIMELINECOMMENTADD"));
        assertThat(rows("select 1 from intake.quarantine")).isEmpty();
        work();
        assertThat(rows("select comment_id from reporting.timeline_comments"))
                .containsExactly(Map.of("comment_id", comment));
    }

    @Test
    void keepsEventsOfAnotherToken() throws Exception {
        portal.installSilently();
        portal.addOutgoingWebhook(handler(), "somebodyelsestoken00000000000000", "ONCRMTIMELINECOMMENTADD");
        portal.comments().add("deal", 7, 1, "Forged");
        portal.events().deliverAll();

        install();

        assertThat(rows("select event from reporting.deliveries")).containsExactly(Map.of("event", "ONAPPINSTALL"));
        assertThat(rows("select event from intake.quarantine")).hasSize(1);
    }

    @Test
    void isBoundedInRateAndSize() {
        var event = EventFormParser.parse(FormDecoder.decode(FormEncoder
                .encode(EventForms.commentAdded(portal, 1))
                .getBytes(US_ASCII)),
                clock.instant(),
                ClientAddress.of("198.51.100.7"));

        for (int i = 0; i < 500; i++) {
            quarantine.keep(event);
        }
        assertThat(value("select count(*) from intake.quarantine", Integer.class)).isBetween(1, 110);

        jdbc.sql("""
                insert into intake.quarantine (member_id, event, event_at, received_at, data, fingerprint)
                select 'm', 'E', now(), now(), '{}', '' from generate_series(1, 10000)
                """).update();
        clock.advance(Duration.ofMinutes(1));
        var before = value("select count(*) from intake.quarantine", Integer.class);
        quarantine.keep(event);

        assertThat(value("select count(*) from intake.quarantine", Integer.class)).isEqualTo(before);
    }
}
