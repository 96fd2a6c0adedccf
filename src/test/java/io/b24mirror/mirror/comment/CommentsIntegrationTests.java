package io.b24mirror.mirror.comment;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import io.b24mirror.bitrix.BitrixFailure;
import io.b24mirror.bitrix.Call;
import io.b24mirror.bitrix.CallResult;
import io.b24mirror.fetch.FetchRequest;
import io.b24mirror.fetch.FetchRequest.Urgency;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.fetch.Step;
import io.b24mirror.intake.RecordEvents.Removal;
import io.b24mirror.mirror.Kinds;
import io.b24mirror.mirror.MirrorDatabase;
import io.b24mirror.mirror.Samples;
import io.b24mirror.mirror.Tombstones;

import static io.b24mirror.mirror.Samples.ACME;
import static io.b24mirror.mirror.Samples.CAUSE;
import static io.b24mirror.mirror.Samples.NOON;
import static java.time.ZoneOffset.UTC;
import static org.assertj.core.api.Assertions.assertThat;

class CommentsIntegrationTests extends MirrorDatabase {
    private static final RecordRef COMMENT = new RecordRef(ACME, Kinds.TIMELINE_COMMENT, 999);
    private static final Instant LATER = NOON.plusSeconds(60);
    private static final BitrixFailure NOT_FOUND = new BitrixFailure.NotFound("Not found.");

    private final Tombstones tombstones = new Tombstones(JDBC);
    private final CommentReader reader = new CommentReader(repository(TimelineComments.class), tombstones,
            new CommentStore(JDBC, tombstones), Clock.fixed(LATER, UTC));

    @Test
    void asksForTheCommentByItsId() {
        assertThat(begin().calls()).containsExactly(Call.of("crm.timeline.comment.get", "id", 999L));
    }

    @Test
    void storesEveryColumn() {
        keep(Samples.comment(), NOON);

        var written = Timestamp.from(Instant.parse("2020-03-02T09:00:00Z"));
        assertThat(row("timeline_comments")).containsEntry("member_id", ACME.value())
                .containsEntry("comment_id", 999L)
                .containsEntry("entity_type", "deal")
                .containsEntry("entity_id", 2L)
                .containsEntry("author_id", 1L)
                .containsEntry("comment", "New comment was added")
                .containsEntry("created_at", written)
                .containsEntry("fetched_at", Timestamp.from(NOON))
                .containsEntry("deleted_at", null);
        assertThat(row("timeline_comment_files")).containsEntry("comment_id", 999L)
                .containsEntry("file_id", 1L)
                .containsEntry("name", "1.gif")
                .containsEntry("size_bytes", 43L)
                .containsEntry("type", "image")
                .containsEntry("author_id", 1L)
                .containsEntry("attached_at", written);
    }

    @Test
    void letsTheNewestReadingWin() {
        keep(Samples.comment().put("COMMENT", "newer").put("FILES", false), LATER);
        keep(Samples.comment().put("COMMENT", "older"), NOON);

        assertThat(row("timeline_comments")).containsEntry("comment", "newer");
        assertThat(count("timeline_comment_files")).isZero();
    }

    @Test
    void replacesFilesByThoseOfTheNewestReading() {
        keep(Samples.comment(), NOON);
        keep(Samples.comment().put("FILES", false), LATER);

        assertThat(count("timeline_comment_files")).isZero();
    }

    @Test
    void takesAHeldCommentThatIsNotFoundForDeleted() {
        keep(Samples.comment(), NOON);

        keep(read(new CallResult.Failed(NOT_FOUND)));

        assertThat(row("timeline_comments")).containsEntry("deleted_at", Timestamp.from(LATER));
        assertThat(read(new CallResult.Failed(NOT_FOUND))).isEqualTo(new Step.Nothing<>());
    }

    @Test
    void doesNotKnowWhatBecameOfACommentItNeverHad() {
        assertThat(read(new CallResult.Failed(NOT_FOUND))).isEqualTo(new Step.Failed<>(NOT_FOUND));
    }

    @Test
    void doesNotTakeARefusalForADeletion() {
        keep(Samples.comment(), NOON);
        var refusal = new BitrixFailure.Forbidden("Access denied.");

        assertThat(read(new CallResult.Failed(refusal))).isEqualTo(new Step.Failed<>(refusal));
    }

    @Test
    void createsNothingFromAReadingThatBeganBeforeTheDeletion() {
        inTransaction(() -> tombstones.remember(List.of(new Removal(COMMENT, LATER, CAUSE))));

        keep(Samples.comment(), NOON);

        assertThat(count("timeline_comments")).isZero();
    }

    @Test
    void comesBackByAReadingThatBeganAfterTheDeletion() {
        inTransaction(() -> tombstones.remember(List.of(new Removal(COMMENT, NOON, CAUSE))));

        keep(Samples.comment(), LATER);

        assertThat(row("timeline_comments")).containsEntry("deleted_at", null);
    }

    @Test
    void storesNothingThatWasNotAskedFor() {
        assertThat(read(Samples.answered(Samples.comment().put("ID", "998")))).isInstanceOfSatisfying(Step.Failed.class,
                failed -> assertThat(failed.failure()).isInstanceOf(BitrixFailure.Rejected.class));
    }

    private Step.Ask<CommentReading> begin() {
        return (Step.Ask<CommentReading>) reader
                .begin(new FetchRequest(COMMENT, NOON, Urgency.FRESH, null, CAUSE));
    }

    private Step<CommentReading> read(CallResult result) {
        return begin().next().apply(List.of(result));
    }

    private void keep(JsonNode answer, Instant askedAt) {
        keep(read(new CallResult.Answered(answer, null, askedAt)));
    }

    private void keep(Step<CommentReading> step) {
        var reading = ((Step.Found<CommentReading>) step).value();
        inTransaction(() -> reader.keep(List.of(reading)));
    }
}
