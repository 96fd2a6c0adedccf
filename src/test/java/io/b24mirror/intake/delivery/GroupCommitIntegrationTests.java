package io.b24mirror.intake.delivery;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;

import io.b24mirror.intake.form.FormEncoder;
import io.b24mirror.intake.outage.DatabaseRecovery;
import io.b24mirror.spill.Spill;
import io.b24mirror.testing.ServiceTest;

import static io.b24mirror.intake.event.EventForms.commentAdded;
import static org.assertj.core.api.Assertions.assertThat;

class GroupCommitIntegrationTests extends ServiceTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @Autowired
    private Spill spill;

    @Autowired
    private DatabaseRecovery recovery;

    @SuppressWarnings("NullAway.Init") // Spring fills the fields
    GroupCommitIntegrationTests() {}

    @BeforeEach
    void installTheApp() throws InterruptedException {
        install();
        jdbc.sql("truncate intake.delivery, intake.fingerprint").update();
    }

    @Test
    void storesEveryOneOfManyEventsAtOnce() {
        var statuses = postTogether(LongStream.rangeClosed(1, 400).boxed().toList());

        assertThat(statuses).hasSize(400).containsOnly(200);
        assertThat(value("select count(distinct record_id) from reporting.deliveries", Long.class)).isEqualTo(400);
        assertThat(value("select count(*) from reporting.pending_fetches", Long.class)).isEqualTo(400);
    }

    @Test
    void countsRepeatsWithinAGroupAndBetweenGroups() {
        var statuses = postTogether(LongStream.range(0, 300).map(i -> i % 3 + 1).boxed().toList());

        assertThat(statuses).containsOnly(200);
        recovery.recover(); // a busy machine may have taken some to the spill
        assertThat(rows("select record_id, duplicates from reporting.deliveries")).containsExactlyInAnyOrder(
                Map.of("record_id", 1L, "duplicates", 99), Map.of("record_id", 2L, "duplicates", 99),
                Map.of("record_id", 3L, "duplicates", 99));
        assertThat(value("select sum(revision) from fetch_list.request", Long.class)).isGreaterThanOrEqualTo(3);
    }

    @Test
    void keepsOneEventThatCannotBeStoredAndStoresTheOthers() {
        jdbc.sql("alter table intake.delivery add constraint poison check (record_id <> 13) not valid").update();
        try {
            var statuses = postTogether(LongStream.rangeClosed(1, 40).boxed().toList());

            assertThat(statuses).hasSize(40).containsOnly(200);
            assertThat(spill.state().waiting()).isEqualTo(1);
            assertThat(value("select count(*) from reporting.deliveries", Long.class)).isEqualTo(39);
        } finally {
            jdbc.sql("alter table intake.delivery drop constraint poison").update();
        }
        recovery.recover();
        assertThat(value("select count(*) from reporting.deliveries", Long.class)).isEqualTo(40);
    }

    private List<Integer> postTogether(List<Long> commentIds) {
        return commentIds.stream()
                .map(this::post)
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .map(HttpResponse::statusCode)
                .toList();
    }

    private CompletableFuture<HttpResponse<Void>> post(long commentId) {
        return HTTP.sendAsync(
                HttpRequest.newBuilder(handler())
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(FormEncoder.encode(commentAdded(portal, commentId))))
                        .build(),
                BodyHandlers.discarding());
    }
}
