package io.b24mirror.truth;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.b24mirror.reconciliation.SweepTest;
import io.b24mirror.simulation.EventDraft;
import io.b24mirror.simulation.OutgoingEvent;

import static org.assertj.core.api.Assertions.assertThat;

/// Whoever follows the copy learns also of what makes no version.
class FollowerIntegrationTests extends SweepTest {
    private static final long IDENTITY = 1;

    @Test
    void learnsThatARecordIsShownAgainAsItWas() throws InterruptedException {
        var follower = new Follower(jdbc, clock);
        installAtLast();
        sweep();
        var anna = portal.users().add("Anna");
        var section = portal.calendar().by(null).addSection("user", anna, "Plans");
        var event = portal.calendar().by(null).addEvent(section, EventDraft.named("Lunch"));
        deliverAndWork();
        var added = portal.events().deliveries().getLast().event();
        follower.follow();

        portal.calendar().hideSection(section, IDENTITY);
        readAgainInAnHour(added);
        follower.follow();
        assertThat(hidden()).containsExactly(event);

        portal.calendar().showSection(section);
        readAgainInAnHour(added);
        follower.follow();

        assertThat(hidden()).isEmpty();
        assertThat(follower.records()).isEqualTo(follower.all());
        assertThat(follower.contradictions()).isEmpty();
    }

    private List<Long> hidden() {
        return jdbc.sql("select event_id from reporting.calendar_events where hidden_since is not null")
                .query((row, _) -> row.getLong(1))
                .list();
    }

    private void readAgainInAnHour(OutgoingEvent repeated) throws InterruptedException {
        clock.advance(Duration.ofHours(1));
        portal.events().deliver(repeated);
        work();
    }
}
