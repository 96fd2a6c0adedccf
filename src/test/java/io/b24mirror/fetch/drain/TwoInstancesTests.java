package io.b24mirror.fetch.drain;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

import io.b24mirror.fetch.DrainTest;
import io.b24mirror.testing.ServiceInstance;

import static org.assertj.core.api.Assertions.assertThat;

/// Two instances of the service on one database, at work for one portal at the same time.
@Timeout(120)
class TwoInstancesTests extends DrainTest {
    private static final int RECORDS = 200;

    private final ApplicationContext context;

    @Autowired
    TwoInstancesTests(ApplicationContext context) {
        this.context = context;
    }

    @Test
    void renewAnExpiredTokenOnceForTwoHundredDueRecords() throws InterruptedException {
        try (var other = ServiceInstance.beside(context)) {
            addEvents(RECORDS);
            portal.events().deliverAll();
            portal.expireAccessTokens();

            var threads = Stream.of(ServiceInstance.of(context), other)
                    .map(instance -> Thread.startVirtualThread(() -> workOn(instance)))
                    .toList();
            for (var thread : threads) {
                thread.join();
            }

            assertThat(copies()).isEqualTo(RECORDS);
            assertThat(portal.renewals()).isEqualTo(1);
            assertThat(portal.earlyRenewals()).isZero();
        }
    }

    private void workOn(ServiceInstance instance) {
        while (copies() < RECORDS) {
            instance.wake(List.of(memberId()));
            instance.runDue();
        }
    }
}
