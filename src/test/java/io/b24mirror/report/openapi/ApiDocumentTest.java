package io.b24mirror.report.openapi;

import java.io.IOException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZonedDateTime;

import org.junit.jupiter.api.BeforeEach;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.b24mirror.report.ReportTest;
import io.b24mirror.simulation.EventDraft;
import io.b24mirror.simulation.SimulatedPortal;

import static org.assertj.core.api.Assertions.assertThat;

/// The OpenAPI document beside the API that it describes, with some of everything that can be listed.
abstract class ApiDocumentTest extends ReportTest {
    static final String MEMBER_ID = "a223c6b3710f85df22e9377d6c4f7553";

    private static final ZonedDateTime TOMORROW = ZonedDateTime.of(2024, 12, 20, 15, 0, 0, 0,
            ZoneId.of("Europe/Berlin"));

    @Override
    protected SimulatedPortal newPortal() {
        return portalSettings().memberId(MEMBER_ID).start();
    }

    @BeforeEach
    void liveThroughSomeHours() throws InterruptedException {
        numberRowsAnew();
        install();
        long anna = portal.users().add("Anna");
        long work = portal.calendar().addSection("user", 1, "Work");
        long demo = portal.calendar()
                .addEvent(work,
                        EventDraft.named("Demo for the customer")
                                .at(TOMORROW, Duration.ofMinutes(45))
                                .attendees(anna)
                                .crm("D_5"));
        long comment = portal.comments().add("deal", 5, anna, "They want the annual plan");
        deliverAndWork();
        clock.advance(Duration.ofHours(1));
        portal.calendar().renameSection(work, "Sales");
        portal.calendar().updateEvent(demo, EventDraft.change().name("Demo of the annual plan"));
        portal.comments().update(comment, "They want the annual plan, with a discount");
        deliverAndWork();
        leaveOneUnread();
    }

    private void numberRowsAnew() {
        jdbc.sql(
                "select format('%I.%I', schemaname, sequencename) from pg_sequences where schemaname in ('intake', 'operation')")
                .query((row, _) -> row.getString(1))
                .list()
                .forEach(sequence -> jdbc.sql("alter sequence " + sequence + " restart").update());
    }

    private void leaveOneUnread() {
        jdbc.sql("""
                insert into operation.action (acted_at, user_name, what, member_id, record_kind, record_id)
                values (cast(:now as timestamptz), 'operator', 'REFETCH', :memberId, 'calendar_event', 1)
                """).param("now", clock.instant().toString()).param("memberId", portal.memberId()).update();
        jdbc.sql(
                """
                        insert into fetch_list.request
                            (member_id, record_kind, record_id, state, urgency, requested_at, due_at, last_error)
                        values (:memberId, 'timeline_comment', 999, 'DEAD', 0, '2024-12-19 12:30Z', '2024-12-19 12:30Z', 'Not found.')
                        """)
                .param("memberId", MEMBER_ID)
                .update();
    }

    JsonNode document() throws IOException, InterruptedException {
        var answer = get("/v3/api-docs");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JsonMapper.shared().readTree(answer.body());
    }
}
