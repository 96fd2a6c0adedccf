package io.b24mirror.intake.receiver;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;

import io.b24mirror.intake.form.FormEncoder;
import io.b24mirror.intake.outage.DatabaseCircuitBreaker;
import io.b24mirror.intake.outage.DatabaseRecovery;
import io.b24mirror.portal.ApplicationTokens;
import io.b24mirror.portal.EventForm;
import io.b24mirror.ratelimit.UnverifiedRequestLimit;
import io.b24mirror.spill.Spill;
import io.b24mirror.testing.ServiceTest;

import static io.b24mirror.intake.event.EventForms.sectionAdded;
import static org.assertj.core.api.Assertions.assertThat;

/// So many strangers post at the same time that others have to wait.
class UnverifiedRequestLimitIntegrationTests extends ServiceTest {
    @Autowired
    private UnverifiedRequestLimit gate;

    @Autowired
    private ApplicationTokens portals;

    @Autowired
    private Spill spill;

    @Autowired
    private DatabaseCircuitBreaker database;

    @Autowired
    private DatabaseRecovery recovery;

    @SuppressWarnings("NullAway.Init") // Spring fills the fields
    UnverifiedRequestLimitIntegrationTests() {}

    @Test
    void storesWhatKnownPortalsSendAndKeepsTheRestUntilItsTurn() throws Exception {
        install();
        portals.loadAll();
        portal.install(handler());
        var installation = EventForm.of(portal.events().waiting().getLast().body());
        portal.events().dropWaiting();
        var event = EventForm.of(FormEncoder.encode(sectionAdded(portal, 202)));
        var done = new CountDownLatch(1);
        var passed = new CountDownLatch(4);
        try (var strangers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int stranger = 0; stranger < 4; stranger++) {
                strangers.execute(() -> gate.pass(() -> await(passed, done)));
            }
            passed.await();

            assertThat(event.postTo(handler())).isEqualTo(200);
            assertThat(installation.postTo(handler())).isEqualTo(200);
            assertThat(spill.state().waiting()).isZero();
            assertThat(event.with("auth[application_token]", "guessed").postTo(handler())).isEqualTo(200);
            assertThat(installation.with("auth[application_token]", "guessed").postTo(handler())).isEqualTo(200);
            assertThat(spill.state().unverified()).isEqualTo(2);
            assertThat(database.isOpen()).isFalse();
            done.countDown();
        }

        recovery.recover();

        assertThat(spill.state().waiting()).isZero();
        assertThat(rows("select record_id from reporting.deliveries where record_id is not null"))
                .containsExactly(Map.of("record_id", 202L));
        assertThat(rows("select record_id from intake.quarantine")).containsExactly(Map.of("record_id", 202L));
        assertThat(rows("select vouched from portal.installation where state = 'PENDING' order by 1"))
                .containsExactly(Map.of("vouched", false), Map.of("vouched", true));
    }

    private static boolean await(CountDownLatch passed, CountDownLatch done) {
        passed.countDown();
        try {
            done.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return true;
    }
}
