package io.b24mirror.portal.removal;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.transaction.support.TransactionTemplate;

import io.b24mirror.portal.EventForm;
import io.b24mirror.portal.MemberId;
import io.b24mirror.scheduling.TaskPlanner;
import io.b24mirror.secret.Secret;
import io.b24mirror.simulation.EventDraft;
import io.b24mirror.testing.PortalRows;
import io.b24mirror.testing.ServiceTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@ExtendWith(OutputCaptureExtension.class)
class PortalPurgeIntegrationTests extends ServiceTest {
    /// The tables that stay when an administrator wants everything deleted: that the portal was here, and how full its
    /// request bucket is.
    private static final Set<String> STAYS = Set.of("portal.portal", "bitrix.request_budget");

    private static final Set<String> STAYS_FOR_NOW = Set.of("portal.portal", "bitrix.request_budget",
            "portal.purge");

    private final PortalPurge purge;
    private final List<PortalData> data;
    private final TransactionTemplate transaction;
    private final TaskPlanner planner;

    @Autowired
    PortalPurgeIntegrationTests(PortalPurge purge, List<PortalData> data, TransactionTemplate transaction,
            TaskPlanner planner) {
        this.purge = purge;
        this.data = data;
        this.transaction = transaction;
        this.planner = planner;
    }

    @Test
    void deletesEverythingOfAPortalWhoseAdministratorWantsThat(CapturedOutput output) throws InterruptedException {
        liveFullLife();
        var other = liveBesidesAnother();
        var before = PortalRows.of(jdbc, portal.memberId());
        assertThat(before).containsKeys("mirror.calendar_section", "mirror.calendar_event", "mirror.timeline_comment",
                "mirror.tombstone", "fetch_list.request", "intake.delivery", "intake.quarantine",
                "subscription.binding", "subscription.self_check", "portal.installation", "portal.credential");
        assertThat(before.get("intake.delivery"))
                .isEqualTo(value("select count(*) from intake.fingerprint", Long.class));

        portal.uninstall(true);
        deliverAndWork();

        assertThat(PortalRows.of(jdbc, portal.memberId()).keySet()).isSubsetOf(STAYS_FOR_NOW);
        assertThat(value("select count(*) from intake.fingerprint", Long.class)).isZero();
        assertThat(PortalRows.of(jdbc, "other")).isEqualTo(other);
        clock.advance(PortalPurge.SECOND_PASS);
        work();
        assertThat(PortalRows.of(jdbc, portal.memberId()).keySet()).isSubsetOf(STAYS);
        assertThat(rows("select state, last_event_at from reporting.portals")).singleElement()
                .extracting(row -> row.get("state"), row -> row.get("last_event_at"))
                .containsExactly("UNINSTALLED", null);
        assertThat(output).contains("Everything of portal " + portal.memberId() + " is deleted");
    }

    /// A table or a room that is added later must not be left out.
    @Test
    void coversEveryTableThatHoldsDataOfAPortal() {
        assertThat(PortalRows.tables(jdbc)).extracting(table -> table.substring(0, table.indexOf('.')))
                .contains("mirror", "intake", "fetch_list", "subscription")
                .isSubsetOf(data.stream().map(PortalData::schema).toList());
    }

    @Test
    void keepsRecordsAndEndsWorkUnlessTheAdministratorWantsDeletion(CapturedOutput output)
            throws InterruptedException {
        liveFullLife();
        var before = PortalRows.of(jdbc, portal.memberId());

        portal.uninstall(false);
        deliverAndWork();
        clock.advance(PortalPurge.SECOND_PASS);
        work();

        var after = PortalRows.of(jdbc, portal.memberId());
        for (var table : List.of("mirror.calendar_section", "mirror.calendar_event", "mirror.timeline_comment",
                "mirror.tombstone")) {
            assertThat(after).containsEntry(table, before.get(table));
        }
        assertThat(after).containsEntry("intake.delivery", before.getOrDefault("intake.delivery", 0L) + 1)
                .doesNotContainKeys("fetch_list.request", "fetch_list.pause", "subscription.binding",
                        "subscription.self_check", "portal.credential", "portal.application_token");
        assertThat(rows("select * from reporting.pending_fetches")).isEmpty();
        assertThat(output).contains("its records stay").doesNotContain("Everything of portal");
    }

    @Test
    void cancelsPlannedWorkInTheTransactionThatUninstalls() throws InterruptedException {
        liveFullLife();
        portal.calendar().addSection("user", 1, "More");
        portal.events().deliverAll();
        await().until(() -> !plannedTasks().isEmpty());

        portal.uninstall(false);
        portal.events().deliverAll();

        assertThat(plannedTasks()).containsExactly("purge-portal");
        portal.clearJournal();
        clock.advance(Duration.ofHours(3));
        work();
        assertThat(portal.requests()).isEmpty();
        assertThat(rows("select * from scheduler.scheduled_tasks")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "", "N", "[]", "null", "11"})
    void keepsRecordsUnlessThePortalSaysOneClearly(String clean) throws InterruptedException {
        liveFullLife();

        postUninstall("&data[CLEAN]=" + clean);
        work();

        assertThat(value("select clean from portal.purge", Boolean.class)).isFalse();
        assertThat(rows("select * from reporting.timeline_comments")).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&data[CLEAN][x]=1", "&data[clean]=1"})
    void takesAnUninstallationThatDoesNotSayWhatToDelete(String data) throws InterruptedException {
        liveFullLife();

        postUninstall(data);
        work();

        assertThat(value("select state from reporting.portals", String.class)).isEqualTo("UNINSTALLED");
        assertThat(rows("select * from reporting.timeline_comments")).isNotEmpty();
    }

    @Test
    void deletesInChunksAndResumesWhereItWasStopped() throws InterruptedException {
        install();
        fillTombstones(PortalPurge.CHUNK * PortalPurge.CHUNKS_PER_RUN + 1);
        portal.uninstall(true);
        portal.events().deliverAll();

        var again = purge.run(member());

        assertThat(again).isEqualTo(clock.instant());
        assertThat(value("select count(*) from mirror.tombstone", Integer.class)).isPositive();
        assertThat(value("select rows from portal.purge", Integer.class))
                .isGreaterThanOrEqualTo(PortalPurge.CHUNK * PortalPurge.CHUNKS_PER_RUN / 2);
        work();
        assertThat(rows("select * from mirror.tombstone")).isEmpty();
    }

    /// A running fetch wrote after the first pass, and so did an instance that did not know of the uninstallation yet.
    @Test
    void deletesInASecondPassWhatWasWrittenAfterTheFirst() throws InterruptedException {
        install();
        portal.uninstall(true);
        deliverAndWork();
        fillTombstones(3);

        clock.advance(PortalPurge.SECOND_PASS.minusSeconds(1));
        work();
        assertThat(rows("select * from mirror.tombstone")).hasSize(3);
        clock.advance(Duration.ofSeconds(1));
        work();

        assertThat(rows("select * from mirror.tombstone")).isEmpty();
        assertThat(rows("select * from portal.purge")).isEmpty();
    }

    /// The first pass over very many rows may take that long.
    @Test
    void makesAnotherPassWhenTheFirstTakesLongerThanAQuarterOfAnHour() throws InterruptedException {
        install();
        portal.uninstall(true);
        deliverAndWork();
        clock.advance(PortalPurge.SECOND_PASS.minusSeconds(1));
        var slow = new PortalPurge(List.of(new SlowData()), jdbc, transaction, planner, clock);

        assertThat(slow.run(member())).isNotNull();
        assertThat(rows("select * from portal.purge")).hasSize(1);
        assertThat(slow.run(member())).isNull();
    }

    /// Has nothing, and takes two seconds to say so.
    private final class SlowData implements PortalData {
        @Override
        public String schema() {
            return "slow";
        }

        @Override
        public Kind kind() {
            return Kind.WORK;
        }

        @Override
        public int delete(MemberId memberId, int atMost) {
            clock.advance(Duration.ofSeconds(2));
            return 0;
        }

        @Override
        public boolean hasAny(MemberId memberId) {
            return false;
        }
    }

    @Test
    void deletesNothingOnceThePortalIsBack(CapturedOutput output) throws InterruptedException {
        install();
        fillTombstones(PortalPurge.CHUNK * PortalPurge.CHUNKS_PER_RUN + 1);
        portal.uninstall(true);
        portal.events().deliverAll();
        purge.run(member());
        var left = value("select count(*) from mirror.tombstone", Long.class);
        assertThat(left).isPositive();
        jdbc.sql("update scheduler.scheduled_tasks set execution_time = execution_time + interval '1 minute'").update();

        install();
        var comment = portal.comments().add("deal", 7, 1, "Hello");
        deliverAndWork();
        assertThat(purge.run(member())).isNull();
        clock.advance(PortalPurge.SECOND_PASS);
        deliverAndWork();

        assertThat(value("select count(*) from mirror.tombstone", Long.class)).isEqualTo(left);
        assertThat(rows("select comment_id from reporting.timeline_comments"))
                .containsExactly(Map.of("comment_id", comment));
        assertThat(value("select state from reporting.portals", String.class)).isEqualTo("ACTIVE");
        assertThat(rows("select * from reporting.subscriptions where state = 'BOUND'")).isNotEmpty();
        assertThat(output).contains("Portal " + portal.memberId() + " is back before everything of it was deleted");
    }

    @Test
    void deletesEverythingWhenAPortalThatCameBackLeavesAgain() throws InterruptedException {
        liveFullLife();
        portal.uninstall(false);
        deliverAndWork();
        install();

        portal.uninstall(true);
        deliverAndWork();

        assertThat(PortalRows.of(jdbc, portal.memberId()).keySet()).isSubsetOf(STAYS_FOR_NOW);
    }

    /// The same removal may arrive twice, and another instance may still know the token.
    @Test
    void ignoresAnUninstallationThatArrivesTwice() throws InterruptedException {
        install();
        var token = portal.applicationToken();
        portal.uninstall(true);
        deliverAndWork();
        jdbc.sql("insert into portal.application_token values (:member, :digest)")
                .param("member", portal.memberId())
                .param("digest", Secret.of(token).digest())
                .update();
        clock.advance(Duration.ofMinutes(1));
        var before = instant("select uninstalled_at from reporting.portals");

        postUninstall("&data[CLEAN]=0");

        assertThat(instant("select uninstalled_at from reporting.portals")).isEqualTo(before);
        assertThat(value("select clean from portal.purge", Boolean.class)).isTrue();
    }

    /// Fills as many tables as ordinary use does.
    private void liveFullLife() throws InterruptedException {
        EventForm.of("event=ONCALENDARENTRYADD&data[id]=5&auth[member_id]=%s&auth[application_token]=other&ts=1"
                .formatted(portal.memberId())).postTo(handler());
        install();
        long section = portal.calendar().addSection("user", 1, "Work");
        portal.calendar().addEvent(section, EventDraft.named("Lunch"));
        long gone = portal.calendar().addEvent(section, EventDraft.named("Gone"));
        portal.comments().add("deal", 7, 1, "Hello");
        deliverAndWork();
        portal.calendar().deleteEvent(gone);
        clock.advance(Duration.ofSeconds(15));
        deliverAndWork();
        deliverAndWork();
        jdbc.sql("""
                insert into fetch_list.pause (member_id, until, failures, batch_limit, reason)
                values (:member, now(), 1, 1, 'x')
                """).param("member", portal.memberId()).update();
    }

    /// Gives another portal a row in most of the tables.
    private Map<String, Long> liveBesidesAnother() {
        for (var table : List.of("mirror.tombstone", "subscription.binding", "fetch_list.request",
                "mirror.calendar_section")) {
            jdbc.sql("""
                    insert into %1$s
                    select (jsonb_populate_record(row, '{"member_id": "other"}')).* from %1$s row limit 1
                    """.formatted(table)).update();
        }
        var rows = PortalRows.of(jdbc, "other");
        assertThat(rows).hasSize(4);
        return rows;
    }

    private void fillTombstones(int count) {
        jdbc.sql("""
                insert into mirror.tombstone (member_id, kind, record_id, deleted_at, told_at)
                select :member, 'calendar_event', n, now(), now() from generate_series(1, :count) n
                """)
                .param("member", portal.memberId())
                .param("count", count)
                .update();
    }

    private void postUninstall(String data) throws InterruptedException {
        assertThat(EventForm.of("event=ONAPPUNINSTALL&auth[member_id]=%s&auth[application_token]=%s&ts=%d%s".formatted(
                portal.memberId(), portal.applicationToken(), clock.instant().getEpochSecond(), data))
                .postTo(handler())).isEqualTo(200);
    }

    private MemberId member() {
        return new MemberId(portal.memberId());
    }

    private List<String> plannedTasks() {
        return jdbc.sql("select task_name from scheduler.scheduled_tasks where task_instance = :member")
                .param("member", portal.memberId())
                .query((row, _) -> row.getString(1))
                .list();
    }
}
