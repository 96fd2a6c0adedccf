package io.b24mirror.intake.delivery;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import io.b24mirror.intake.OfflineDoorbell;
import io.b24mirror.portal.MemberId;
import io.b24mirror.testing.ServiceTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@Import(OfflineDoorbellIntegrationTests.Configuration.class)
class OfflineDoorbellIntegrationTests extends ServiceTest {
    private final RecordingBell bell;

    @Autowired
    OfflineDoorbellIntegrationTests(RecordingBell bell) {
        this.bell = bell;
    }

    @BeforeEach
    void silence() {
        bell.rings.clear();
        bell.isBroken = false;
    }

    @Test
    void isRungAfterTheCommitWhenAPortalKeepsEventsForUs() throws InterruptedException {
        install();
        portal.calendar().addSection("user", 1, "Work");
        assertThat(portal.events().waiting()).extracting(event -> event.event())
                .containsExactly("ONCALENDARSECTIONADD", "ONOFFLINEEVENT");
        assertThat(portal.events().waiting().getLast().body()).doesNotContain("data");

        portal.events().deliverAll();

        await().until(() -> !bell.rings.isEmpty());
        assertThat(bell.rings).containsExactly(List.of(new MemberId(portal.memberId())));
        assertThat(bell.wasInTransaction).isFalse();
        assertThat(rows("select event, data::text from reporting.deliveries where event = 'ONOFFLINEEVENT'"))
                .containsExactly(Map.of("event", "ONOFFLINEEVENT", "data", "{}"));
    }

    @Test
    void costsNobodyHisEventWhenItIsBroken() throws InterruptedException {
        install();
        bell.isBroken = true;
        portal.calendar().addSection("user", 1, "Work");
        portal.events().deliverAll();
        await().until(() -> !bell.rings.isEmpty());
        portal.calendar().addSection("user", 1, "Home");

        assertThat(portal.events().deliverAll()).allMatch(delivery -> delivery.status() == 200);
    }

    static class RecordingBell implements OfflineDoorbell {
        private final List<List<MemberId>> rings = Collections.synchronizedList(new ArrayList<>());
        private volatile boolean isBroken;
        private volatile boolean wasInTransaction;

        @Override
        public void ring(Collection<MemberId> memberIds) {
            wasInTransaction = TransactionSynchronizationManager.isActualTransactionActive();
            rings.add(List.copyOf(memberIds));
            if (isBroken) {
                throw new IllegalStateException("broken");
            }
        }
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class Configuration {
        @Bean
        @Primary
        RecordingBell bell() {
            return new RecordingBell();
        }
    }
}
