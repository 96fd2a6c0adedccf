package io.b24mirror.intake.receiver;

import java.net.URI;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.b24mirror.intake.form.FormEncoder;
import io.b24mirror.portal.EventForm;
import io.b24mirror.spill.Spill;
import io.b24mirror.spill.SpillState;
import io.b24mirror.testing.ServiceTest;

import static io.b24mirror.intake.event.EventForms.event;
import static io.b24mirror.intake.event.EventForms.sectionAdded;
import static io.b24mirror.intake.event.EventForms.with;
import static org.assertj.core.api.Assertions.assertThat;

/// Posts that hold what a healthy PostgreSQL does not store.
@ExtendWith(OutputCaptureExtension.class)
class UnstorablePostsIntegrationTests extends ServiceTest {
    @Autowired
    private Spill spill;

    @SuppressWarnings("NullAway.Init") // Spring fills the field
    UnstorablePostsIntegrationTests() {}

    private long spilled;

    @BeforeEach
    void count() {
        spilled = spill.state().waiting();
    }

    @AfterEach
    void tookNoRoomInTheSpill() {
        assertThat(spill.state()).extracting(SpillState::waiting, SpillState::setAside, SpillState::setAsideUnverified)
                .containsExactly(spilled, 0L, 0L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"auth[domain]", "auth[status]", "auth[scope]", "auth[client_endpoint]",
            "auth[server_endpoint]", "auth[member_id]", "event"})
    void refusesAnInstallationWithANul(String field, CapturedOutput output) throws InterruptedException {
        var form = installation();

        var status = form.with(field, form.get(field) + "\0").postTo(handler());

        assertThat(status).isEqualTo(400);
        assertThat(rows("select * from portal.installation")).isEmpty();
        assertThat(output.getAll()).doesNotContain("\tat ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "APPLICATION_SCOPE", "member_id", "SERVER_ENDPOINT"})
    void refusesAnInstallerPageWithANul(String field, CapturedOutput output) throws Exception {
        var page = portal.openInstallPage(page(), 1);

        var answer = page.with(field, page.form().getOrDefault(field, "") + "\0").send();

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(rows("select * from portal.installation")).isEmpty();
        assertThat(output.getAll()).doesNotContain("\tat ");
    }

    /// Secrets are sealed, data are made storable, ids that are none are absent.
    @ParameterizedTest
    @CsvSource({"auth[access_token]", "auth[refresh_token]", "auth[application_token]", "auth[user_id]",
            "auth[expires_in]", "data[VERSION]", "event_handler_id", "ts"})
    void takesAnInstallationWithANulWhereItDoesNoHarm(String field) throws InterruptedException {
        assertThat(installation().with(field, "1\0").postTo(handler())).isEqualTo(200);

        work();
        assertThat(rows("select * from portal.installation where state = 'PENDING'")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"253402300800", "999999999999", "-1", "1e309", "99999999999999999999"})
    void refusesAStrangersEventWithATimeThatIsNone(String ts, CapturedOutput output) throws InterruptedException {
        install();
        var form = EventForm.of(FormEncoder.encode(with(sectionAdded(portal, 202), "ts", ts)));

        assertThat(form.with("auth[application_token]", "guessed").postTo(handler())).isEqualTo(403);

        assertThat(instant("select event_at from intake.quarantine")).isEqualTo(clock.instant());
        assertThat(output.getAll()).doesNotContain("\tat ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"253402300800", "999999999999", "-1", "1e309", "99999999999999999999"})
    void storesAnAuthenticEventWithATimeThatIsNoneAsOfItsArrival(String ts) throws InterruptedException {
        install();
        var form = EventForm.of(FormEncoder.encode(with(sectionAdded(portal, 202), "ts", ts)));

        assertThat(form.with("auth[expires]", ts).postTo(handler())).isEqualTo(200);

        assertThat(instant("select event_at from reporting.deliveries where record_id = 202"))
                .isEqualTo(clock.instant());
    }

    @Test
    void storesTheLastSecondThatThereIs() throws InterruptedException {
        install();

        EventForm.of(FormEncoder.encode(with(event(portal, "E", Map.of()), "ts", "253402300799"))).postTo(handler());

        assertThat(rows("select to_char(event_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') as at "
                + "from reporting.deliveries where event = 'E'"))
                .containsExactly(Map.of("at", "9999-12-31 23:59:59"));
    }

    @Test
    void keepsNoMoreOfAClaimThanBitrix24Writes() throws InterruptedException {
        var form = installation();

        assertThat(form.with("auth[scope]", "x".repeat(50_000)).postTo(handler())).isEqualTo(200);
        assertThat(form.with("data[x]", "y".repeat(50_000)).postTo(handler())).isEqualTo(200);
        assertThat(form.with("auth[access_token]", "z".repeat(50_000)).postTo(handler())).isEqualTo(400);
        assertThat(form.with("auth[client_endpoint]", "https://localhost/" + "z".repeat(50_000) + "/")
                .postTo(handler())).isEqualTo(400);

        assertThat(value("select max(pg_column_size(installation.*)) from portal.installation", Integer.class))
                .isLessThan(4_000);
    }

    /// Should PostgreSQL refuse something that nobody thought of.
    @Test
    void refusesWhatAStrangerSendsAndPostgresDoesNotTake(CapturedOutput output) throws Exception {
        var form = installation();
        var opening = portal.openInstallPage(page(), 1);
        jdbc.sql("alter table portal.installation add constraint poison check (domain <> domain) not valid").update();
        try {
            var statuses = List.of(form.postTo(handler()), opening.send().statusCode());

            assertThat(statuses).containsExactly(400, 400);
        } finally {
            jdbc.sql("alter table portal.installation drop constraint poison").update();
        }
        assertThat(output.getAll()).contains("PostgreSQL does not take what it holds (SQL state 23514)")
                .doesNotContain("\tat ");
    }

    private URI page() {
        return handler().resolve("/bitrix24/install");
    }

    private EventForm installation() {
        portal.install(handler());
        var form = EventForm.of(portal.events().waiting().getLast().body());
        portal.events().dropWaiting();
        return form;
    }
}
