package io.b24mirror.report.web;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class ExportSlotsTests {

    @Test
    void givesASlotToAWaitingExport() {
        var slots = new ExportSlots(1, Duration.ofMinutes(1));
        var taken = slots.take();
        var waiting = CompletableFuture.supplyAsync(slots::take);
        await().until(() -> slots.waiting() == 1);

        taken.close();

        assertThat(waiting).succeedsWithin(Duration.ofSeconds(30));
    }

    @Test
    void refusesWhatWouldHaveToWaitForTooLong() {
        var slots = new ExportSlots(1, Duration.ZERO);
        var taken = slots.take();

        assertThatThrownBy(slots::take).isInstanceOf(TooManyExportsException.class);

        taken.close();
        slots.take().close();
    }

    @Test
    void saysWhenToTryAgain() {
        var answer = new ReportErrors().onTooManyExports(new TooManyExportsException());

        assertThat(answer.getStatusCode().value()).isEqualTo(503);
        assertThat(answer.getHeaders().getFirst(HttpHeaders.RETRY_AFTER)).isEqualTo("5");
        assertThat(answer.getBody()).extracting("detail").asString().contains("exports");
    }
}
