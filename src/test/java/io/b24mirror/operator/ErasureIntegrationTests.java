package io.b24mirror.operator;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.b24mirror.simulation.Delivery;
import io.b24mirror.simulation.EventDraft;
import io.b24mirror.testing.PortalRows;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class ErasureIntegrationTests extends OperatorTest {
    private static final Duration SECOND_ROUND = Duration.ofMinutes(15);

    private final DataSource dataSource;

    @Autowired
    ErasureIntegrationTests(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Test
    void leavesNoRowOfAnErasedPortalButTheLineThatSaysSo(CapturedOutput output) throws Exception {
        liveFullLife();
        var other = liveBesidesAnother();
        assertThat(PortalRows.of(jdbc, portal.memberId())).containsKeys("portal.credential", "mirror.calendar_event",
                "mirror.calendar_event_history", "mirror.tombstone", "fetch_list.request", "intake.delivery",
                "intake.quarantine", "intake.refusal", "sweep.sweep", "subscription.binding", "operation.action",
                "bitrix.request_budget", "bitrix.method_pause", "portal.installation");

        var answer = erase();
        assertAccepted(answer, "BEGUN");
        assertThat(PortalRows.of(jdbc, portal.memberId())).doesNotContainKeys("portal.credential",
                "portal.application_token");
        assertThat(rows("select * from portal.installation where access_token is not null")).isEmpty();
        work();
        assertThat(PortalRows.of(jdbc, portal.memberId()).keySet()).containsExactlyInAnyOrder("portal.portal",
                "portal.purge", "operation.action", "bitrix.request_budget", "bitrix.method_pause");
        clock.advance(SECOND_ROUND);
        work();

        assertThat(PortalRows.of(jdbc, portal.memberId())).isEqualTo(Map.of("operation.action", 1L));
        assertThat(actions()).containsExactly("operator ERASE " + portal.memberId());
        assertThat(rows("select * from scheduler.scheduled_tasks")).isEmpty();
        assertThat(PortalRows.of(jdbc, "other")).isEqualTo(other);
        assertThat(get("/api/v1/portals?portal=" + portal.memberId()).json().path("items")).isEmpty();
        assertThat(output).contains("User operator has this done: ERASE of portal " + portal.memberId())
                .contains("Everything of portal " + portal.memberId() + " is deleted, as an operator wanted");
    }

    @Test
    void takesNoEventOfAnErasedPortalAndAsksNothingOfIt() throws Exception {
        liveFullLife();
        erase();
        portal.clearJournal();

        portal.calendar().addSection("user", 1, "Late");
        assertThat(portal.events().deliverAll()).extracting(Delivery::status).containsOnly(403);
        work();
        clock.advance(SECOND_ROUND);
        work();
        portal.calendar().addSection("user", 1, "Later");
        assertThat(portal.events().deliverAll()).extracting(Delivery::status).containsOnly(403);

        assertThat(portal.requests()).isEmpty();
        assertThat(rows("select * from reporting.deliveries")).isEmpty();
        assertRefused(act("/sweep"), 404, "unknown-portal");
        assertRefused(erase(), 404, "unknown-portal");
    }

    @Test
    void letsAnErasedPortalInAsANewOne() throws Exception {
        liveFullLife();
        act("/suspend");
        erase();
        work();
        clock.advance(SECOND_ROUND);
        work();

        var back = clock.instant();
        installAtLast();
        var section = portal.calendar().addSection("user", 1, "Anew");
        deliverAndWork();
        plan();

        assertThat(rows("select state, suspended_at from reporting.portals")).singleElement()
                .satisfies(row -> assertThat(row).containsEntry("state", "ACTIVE").containsEntry("suspended_at", null));
        assertThat(rows("select * from reporting.calendar_events")).isEmpty();
        assertThat(rows("select * from reporting.calendar_sections where section_id = " + section)).hasSize(1);
        assertThat(instant("select min(received_at) from reporting.deliveries")).isAfterOrEqualTo(back);
        assertThat(rows("select kind from reporting.sweeps")).containsExactly(Map.of("kind", "BACKFILL"));
    }

    @Test
    void erasesAPortalThatWentBeforeAndLeftItsRecords() throws Exception {
        liveFullLife();
        portal.uninstall(false);
        deliverAndWork();
        clock.advance(SECOND_ROUND);
        work();
        assertThat(rows("select * from reporting.calendar_events")).isNotEmpty();

        assertAccepted(erase(), "BEGUN");
        work();
        clock.advance(SECOND_ROUND);
        work();

        assertThat(PortalRows.of(jdbc, portal.memberId())).isEqualTo(Map.of("operation.action", 1L));
    }

    @Test
    void believesNoInstallationThatWasClaimedBeforeTheErasure() throws Exception {
        installToTheEnd();
        portal.install(handler());
        portal.events().deliverAll();
        assertThat(rows("select * from portal.installation where state = 'PENDING'")).hasSize(1);

        erase();
        assertThat(rows("select * from portal.installation where access_token is not null")).isEmpty();
        work();

        assertThat(value("select state from reporting.portals", String.class)).isEqualTo("UNINSTALLED");
        clock.advance(SECOND_ROUND);
        work();
        assertThat(PortalRows.of(jdbc, portal.memberId())).isEqualTo(Map.of("operation.action", 1L));
    }

    /// Without the portal's row nobody could have the rest erased.
    @ParameterizedTest
    @ValueSource(strings = {"mirror.tombstone", "bitrix.request_budget"})
    void deletesLockedRowsInTheEnd(String table) throws Exception {
        liveFullLife();
        try (var connection = dataSource.getConnection(); var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("select from %s for update".formatted(table));
            erase();
            work();
            clock.advance(SECOND_ROUND);
            work();

            assertThat(PortalRows.of(jdbc, portal.memberId())).containsKeys(table, "portal.portal");
            assertAccepted(erase(), "BEGUN");
            clock.advance(SECOND_ROUND);
            work();
            connection.rollback();
        }
        clock.advance(Duration.ofMinutes(1));
        work();

        assertThat(PortalRows.of(jdbc, portal.memberId()).keySet()).containsExactly("operation.action");
        assertThat(rows("select * from scheduler.scheduled_tasks")).isEmpty();
    }

    @Test
    void leavesAPortalToTheConfigurationThatHasIt() throws Exception {
        installToTheEnd();
        jdbc.sql("update portal.portal set mode = 'WEBHOOK'").update();

        var refused = erase();
        assertRefused(refused, 409, "portal-state");
        assertThat(refused.text("detail")).contains("B24_WEBHOOKS_");
        assertThat(value("select count(*) from portal.credential", Integer.class)).isPositive();

        jdbc.sql("update portal.portal set state = 'UNINSTALLED', uninstalled_at = now()").update();
        assertAccepted(erase(), "BEGUN");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?confirm=", "?confirm=other.bitrix24.com", "?confirm=%00", "?confirm=x&confirm=y",
            "?confirmed=yes"})
    void erasesNothingUnlessItIsConfirmed(String query) throws Exception {
        installToTheEnd();

        var answer = delete(query);

        assertRefused(answer, 400, "bad-parameter");
        assertThat(answer.text("detail")).contains("confirm");
        assertThat(value("select state from reporting.portals", String.class)).isEqualTo("ACTIVE");
        assertThat(value("select count(*) from portal.credential", Integer.class)).isPositive();
        assertThat(actions()).isEmpty();
    }

    private Answer erase() throws Exception {
        return delete("?confirm=" + portal.domain());
    }

    /// Leaves something in as many tables as an ordinary life fills.
    private void liveFullLife() throws Exception {
        install();
        long section = portal.calendar().addSection("user", 1, "Work");
        portal.calendar().addEvent(section, EventDraft.named("Lunch"));
        long gone = portal.calendar().addEvent(section, EventDraft.named("Gone"));
        portal.comments().add("deal", 7, 1, "Hello");
        deliverAndWork();
        clock.advance(Duration.ofMinutes(1));
        portal.calendar().updateEvent(gone, EventDraft.named("Going"));
        deliverAndWork();
        portal.calendar().deleteEvent(gone);
        clock.advance(Duration.ofSeconds(15));
        deliverAndWork();
        deliverAndWork();
        act("/sweep");
        act("/records/calendar_event/5/refetch");
        for (var table : List.of("fetch_list.pause (member_id, until, failures, batch_limit, reason) "
                + "values (:member, now(), 1, 1, 'x')",
                "bitrix.method_pause (member_id, method, until) values (:member, 'x', now())",
                "intake.refusal values (:member, '127.0.0.1', 1, now(), now())",
                "intake.quarantine (member_id, event, event_at, received_at, data, fingerprint) "
                        + "values (:member, 'X', now(), now(), '{}', '\\x00')")) {
            jdbc.sql("insert into " + table).param("member", portal.memberId()).update();
        }
    }

    /// Gives another portal a row in some tables.
    private Map<String, Long> liveBesidesAnother() {
        for (var table : List.of("mirror.tombstone", "subscription.binding", "fetch_list.request",
                "mirror.calendar_section", "bitrix.request_budget")) {
            jdbc.sql("""
                    insert into %1$s
                    select (jsonb_populate_record(row, '{"member_id": "other"}')).* from %1$s row limit 1
                    """.formatted(table)).update();
        }
        var rows = PortalRows.of(jdbc, "other");
        assertThat(rows).hasSize(5);
        return rows;
    }
}
