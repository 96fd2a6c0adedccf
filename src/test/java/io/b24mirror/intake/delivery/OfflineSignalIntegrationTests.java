package io.b24mirror.intake.delivery;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import io.b24mirror.intake.OfflineQueuesSignalled;
import io.b24mirror.portal.MemberId;
import io.b24mirror.testing.ServiceTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@Import(OfflineSignalIntegrationTests.Configuration.class)
class OfflineSignalIntegrationTests extends ServiceTest {
    private final RecordingListener listener;

    @Autowired
    OfflineSignalIntegrationTests(RecordingListener listener) {
        this.listener = listener;
    }

    @BeforeEach
    void clear() {
        listener.signals.clear();
        listener.isBroken = false;
    }

    @Test
    void publishesTheSignalAfterTheCommit() throws InterruptedException {
        install();
        portal.calendar().addSection("user", 1, "Work");
        assertThat(portal.events().waiting()).extracting(event -> event.event())
                .containsExactly("ONCALENDARSECTIONADD", "ONOFFLINEEVENT");
        assertThat(portal.events().waiting().getLast().body()).doesNotContain("data");

        portal.events().deliverAll();

        await().until(() -> !listener.signals.isEmpty());
        assertThat(listener.signals).containsExactly(List.of(new MemberId(portal.memberId())));
        assertThat(listener.wasInTransaction).isFalse();
        assertThat(rows("select event, data::text from reporting.deliveries where event = 'ONOFFLINEEVENT'"))
                .containsExactly(Map.of("event", "ONOFFLINEEVENT", "data", "{}"));
    }

    @Test
    void storesEventsWhenAListenerFails() throws InterruptedException {
        install();
        listener.isBroken = true;
        portal.calendar().addSection("user", 1, "Work");
        portal.events().deliverAll();
        await().until(() -> !listener.signals.isEmpty());
        portal.calendar().addSection("user", 1, "Home");

        assertThat(portal.events().deliverAll()).allMatch(delivery -> delivery.status() == 200);
    }

    static class RecordingListener {
        private final List<List<MemberId>> signals = Collections.synchronizedList(new ArrayList<>());
        private volatile boolean isBroken;
        private volatile boolean wasInTransaction;

        @EventListener
        @Order(Ordered.HIGHEST_PRECEDENCE)
        void on(OfflineQueuesSignalled signalled) {
            wasInTransaction = TransactionSynchronizationManager.isActualTransactionActive();
            signals.add(List.copyOf(signalled.memberIds()));
            if (isBroken) {
                throw new IllegalStateException("broken");
            }
        }
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class Configuration {
        @Bean
        RecordingListener listener() {
            return new RecordingListener();
        }
    }
}
