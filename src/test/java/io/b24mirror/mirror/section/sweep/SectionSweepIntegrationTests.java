package io.b24mirror.mirror.section.sweep;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;

import io.b24mirror.bitrix.BitrixFailure;
import io.b24mirror.bitrix.Call;
import io.b24mirror.bitrix.CallResult;
import io.b24mirror.fetch.Step;
import io.b24mirror.mirror.Kinds;
import io.b24mirror.mirror.section.sweep.SectionCheckStep.Check;
import io.b24mirror.reconciliation.StepHandler.SweepStep;
import io.b24mirror.reconciliation.Sweep;
import io.b24mirror.reconciliation.SweepTest;
import io.b24mirror.simulation.EventDraft;

import static org.assertj.core.api.Assertions.assertThat;

/// The parts that compare calendars, with answers that no portal should give.
class SectionSweepIntegrationTests extends SweepTest {
    @Autowired
    private OwnerCalendarsStep owners;

    @Autowired
    private OwnerPages userPages;

    @Autowired
    private OwnerPages groupPages;

    @Autowired
    private SectionCheckStep checks;

    private long section;
    private Sweep sweep;

    @SuppressWarnings("NullAway.Init")
    SectionSweepIntegrationTests() {}

    @BeforeEach
    void holdASection() throws InterruptedException {
        installAtLast();
        section = portal.calendar().addSection("user", 1, "Plans");
        portal.calendar().addEvent(section, EventDraft.named("Lunch"));
        deliverAndWork();
        clock.advance(Duration.ofMinutes(1));
        sweep = sweeps.start(memberId()).orElseThrow();
    }

    private void list(String answer) {
        list(1, answer);
    }

    private void list(long userId, String answer) {
        var step = new SweepStep<>(1, sweep, new OwnerStep("user", userId));
        keep(owners, step, answer(owners.begin(step), answer));
    }

    /// It may be switched off: then it is not listed, but its events are.
    @Test
    void looksIntoAMissingCalendarAndListsItsEvents() {
        list("[]");

        assertThat(steps("section")).isEqualTo(1);
        assertThat(steps("window")).isPositive();
    }

    /// All his calendars may be switched off, and none of them known.
    @Test
    void listsTheEventsOfAnOwnerWithoutCalendarsAtOnce() {
        list(2, "[]");

        assertThat(steps("section")).isZero();
        assertThat(steps("window")).isEqualTo(1);
    }

    /// One that is switched off is not listed either, and nothing tells the two apart.
    @Test
    void hidesAMissingCalendarOfWhichNoEventIsKnown() {
        jdbc.sql("delete from mirror.calendar_event").update();
        list("[]");
        var step = new SweepStep<>(1, sweep, new SectionCheckStep.Section(section));
        var admin = new CallResult.Answered(JsonMapper.shared().readTree("{\"ADMIN\": true}"), null, clock.instant());

        var found = (Step.Found<Check>) ((Step.Ask<Check>) checks.begin(step)).next().apply(List.of(admin));

        assertThat(found.value()).isInstanceOf(Check.Hidden.class);
    }

    @Test
    void looksIntoACalendarThatIsOnlyKnownByItsEvents() {
        jdbc.sql("delete from mirror.calendar_section").update();

        list("[]");

        assertThat(steps("section")).isEqualTo(1);
    }

    @Test
    void hidesACalendarWhoseEventsNobodyCanReadAnyMore() {
        jdbc.sql("update mirror.calendar_event set read_as = 5").update();
        list("[]");
        assertThat(steps("section")).isEqualTo(1);
        var step = new SweepStep<>(1, sweep, new SectionCheckStep.Section(section));
        var admin = new CallResult.Answered(JsonMapper.shared().readTree("{\"ADMIN\": true}"), null, clock.instant());
        var noToken = new CallResult.Failed(new BitrixFailure.Unauthorized("no token"));

        var found = (Step.Found<Check>) ((Step.Ask<Check>) checks.begin(step)).next().apply(List.of(admin, noToken));

        assertThat(found.value()).isInstanceOf(Check.Hidden.class);
        assertThat(found.alsoFound()).singleElement()
                .extracting(request -> request.record().kind())
                .isEqualTo(Kinds.CALENDAR_EVENT);
    }

    @Test
    void deletesACalendarWhoseEventsAreGoneToTheUserWhoReadThem() {
        jdbc.sql("update mirror.calendar_event set read_as = 1").update();
        var step = new SweepStep<>(1, sweep, new SectionCheckStep.Section(section));
        var ask = (Step.Ask<Check>) checks.begin(step);
        assertThat(ask.calls().getLast().userId()).isEqualTo(1);

        keep(checks, step, answer(ask, "{\"ADMIN\": true}", "null"));

        assertThat(texts("select kind || ' ' || layer from mirror.tombstone"))
                .containsExactly("calendar_section SWEEP");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "false", "7", "\"\"", "[null]", "[1, \"x\", []]", "{\"error\": \"x\"}",
            "[{\"ID\": \"abc\"}]", "[{\"ID\": 99999999999999999999999}]",
            "[{\"ID\": \"77\", \"CAL_TYPE\": \"user\", \"OWNER_ID\": \"2\"}]",
            "[{\"ID\": \"77\", \"CAL_TYPE\": \"group\", \"OWNER_ID\": 1}]"})
    void takesNothingForMissingThatAListCannotBeTrustedWith(String answer) {
        list(answer);

        assertThat(steps("section")).isZero();
        assertThat(rows("select * from mirror.calendar_section where section_id = 77")).isEmpty();
    }

    @Test
    void keepsWhatCanBeReadOfAListThatCannotBeTrusted() {
        list("[7, {\"ID\": \"78\", \"NAME\": \"New\"}]");

        assertThat(texts("select name from reporting.calendar_sections order by section_id")).containsExactly("Plans",
                "New");
        assertThat(steps("section")).isZero();
        assertThat(steps("window")).isEqualTo(9);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{\"ADMIN\": false} | null", "[] | null", "null | null", "7 | null",
            "{\"ADMIN\": true} | {\"ID\": \"1\", \"SECTION_ID\": \"%d\"}", "{\"ADMIN\": true} | {\"ID\": \"1\"}",
            "{\"ADMIN\": true} | false", "{\"ADMIN\": true} | []"})
    void deletesNoCalendarThatMayJustBeHidden(String profile, String event) {
        var step = new SweepStep<>(1, sweep, new SectionCheckStep.Section(section));

        keep(checks, step, answer(checks.begin(step), profile, event.formatted(section)));

        assertThat(rows("select * from mirror.tombstone")).isEmpty();
    }

    @Test
    void notesACalendarAsHiddenUntilItIsListedAgain() {
        var step = new SweepStep<>(1, sweep, new SectionCheckStep.Section(section));

        keep(checks, step, answer(checks.begin(step), "{\"ADMIN\": true}",
                "{\"ID\": \"1\", \"SECTION_ID\": " + section + "}"));
        assertThat(instant("select hidden_since from reporting.calendar_sections")).isEqualTo(clock.instant());

        clock.advance(Duration.ofMinutes(1));
        list("[{\"ID\": \"" + section + "\", \"NAME\": \"Plans\"}]");
        assertThat(rows("select * from reporting.calendar_sections where hidden_since is null")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{\"ID\": \"1\", \"SECTION_ID\": \"4711\"}"})
    void deletesACalendarWhoseEventsAreGoneOrElsewhere(String event) {
        var step = new SweepStep<>(1, sweep, new SectionCheckStep.Section(section));

        keep(checks, step, answer(checks.begin(step), "{\"ADMIN\": true}", event));

        assertThat(texts("select kind || ' ' || layer from mirror.tombstone"))
                .containsExactly("calendar_section SWEEP");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "7", "[null, 1, [], {\"ID\": \"x\"}, {\"ID\": -1}]", "{}", "\"users\""})
    void addsNoOwnerThatIsNone(String answer) {
        int before = steps("owner");
        var step = new SweepStep<>(1, sweep, new OwnerPages.Page(0));

        keep(userPages, step, answer(userPages.begin(step), answer));

        assertThat(steps("owner")).isEqualTo(before);
    }

    @Test
    void asksForGroupsAndUsersThatOnlyAnAdministratorIsShown() {
        assertThat(first(userPages.begin(new SweepStep<>(1, sweep, new OwnerPages.Page(0)))).parameters())
                .containsEntry("ADMIN_MODE", "Y");
        assertThat(first(groupPages.begin(new SweepStep<>(1, sweep, new OwnerPages.Page(50)))).parameters())
                .containsEntry("IS_ADMIN", "Y")
                .containsEntry("start", 50);
    }

    @Test
    void looksForCalendarsOfThePortalItself() {
        assertThat(texts("select key from sweep.step where type = 'owner' and key like '%/0' order by key"))
                .containsExactly("company_calendar/0", "location/0", "open_event/0", "resource/0");
    }

    @Test
    void keepsResourcesAsTheirListNamesThem() {
        resources("[{\"ID\": \"91\", \"NAME\": \"Projector\", \"CREATED_BY\": \"1\"}]");
        clock.advance(Duration.ofHours(1));
        resources("[{\"ID\": 91, \"NAME\": \"Projector\", \"CREATED_BY\": 1}]");
        assertThat(rows("select * from reporting.calendar_sections_history where section_id = 91")).hasSize(1);

        clock.advance(Duration.ofHours(1));
        resources("[{\"ID\": \"91\", \"NAME\": \"Beamer\", \"CREATED_BY\": \"1\"}]");

        assertThat(rows("""
                select name, calendar_type, owner_id, created_by, layer
                from reporting.calendar_sections
                where section_id = 91
                """))
                .containsExactly(Map.of("name", "Beamer", "calendar_type", "resource", "owner_id", 0L, "created_by",
                        1L, "layer", "SWEEP"));
        assertThat(steps("bookings")).isEqualTo(9);
        assertThat(steps("window")).isZero();
    }

    @Test
    void looksIntoAResourceThatIsNotListedAnyMore() {
        resources("[{\"ID\": \"91\", \"NAME\": \"Projector\"}]");
        clock.advance(Duration.ofHours(1));

        resources("[]");

        assertThat(texts("select key from sweep.step where type = 'section'")).containsExactly("91");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "false", "7", "\"\"", "{}", "[]", "[null]", "[[]]", "[{\"ID\": false}]"})
    void takesNoResourceFromAnAnswerThatNamesNone(String answer) {
        resources(answer);

        assertThat(rows("select * from mirror.calendar_section where calendar_type = 'resource'")).isEmpty();
        assertThat(steps("bookings")).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            null  | 0
            false | 0
            ""    | 0
            []    | 1
            {}    | 1
            """)
    void findsNoOpenEventsWhereAPortalKnowsNone(String answer, int windows) {
        var step = new SweepStep<>(1, sweep, new OwnerStep("open_event", 0));

        var ended = answer(owners.begin(step), answer);

        assertThat(ended).isNotInstanceOf(Step.Failed.class);
        keep(owners, step, ended);
        assertThat(steps("window")).isEqualTo(windows);
    }

    @Test
    void takesARefusalToListOpenEventsForNoTrouble() {
        var step = new SweepStep<>(1, sweep, new OwnerStep("open_event", 0));
        var ask = (Step.Ask<ListedSections>) owners.begin(step);

        assertThat(ask.next().apply(List.of(new CallResult.Failed(new BitrixFailure.Rejected("Access denied")))))
                .isEqualTo(new Step.Nothing<>());
        assertThat(ask.next().apply(List.of(new CallResult.Failed(new BitrixFailure.TooManyRequests("later")))))
                .isInstanceOf(Step.Failed.class);
    }

    @Test
    void sweepsTheCalendarOfOpenEventsLikeAnyOther() {
        var step = new SweepStep<>(1, sweep, new OwnerStep("open_event", 0));

        keep(owners, step, answer(owners.begin(step), """
                [{"ID": "92", "NAME": "Open", "CAL_TYPE": "open_event", "OWNER_ID": "0"}]"""));

        assertThat(texts("select name from reporting.calendar_sections where calendar_type = 'open_event'"))
                .containsExactly("Open");
        assertThat(texts("select key from sweep.step where type = 'window'")).hasSize(9)
                .allMatch(key -> key.startsWith("open_event/0/"));
    }

    private void resources(String answer) {
        var step = new SweepStep<>(1, sweep, new OwnerStep("resource", 0));
        keep(owners, step, answer(owners.begin(step), answer, "{\"ADMIN\": true}"));
    }

    private static <T> Call first(Step<T> step) {
        return ((Step.Ask<T>) step).calls().getFirst();
    }
}
