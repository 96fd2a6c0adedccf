package io.b24mirror.mirror.comment;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import io.b24mirror.bitrix.BitrixFailure;
import io.b24mirror.bitrix.Call;
import io.b24mirror.bitrix.CallResult;
import io.b24mirror.fetch.FetchRequest;
import io.b24mirror.fetch.FetchRequest.Urgency;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.fetch.Removal;
import io.b24mirror.fetch.Step;
import io.b24mirror.mirror.AlternateReaders;
import io.b24mirror.mirror.Kinds;
import io.b24mirror.mirror.MirrorDatabase;
import io.b24mirror.mirror.Samples;
import io.b24mirror.mirror.deletion.Deletions;
import io.b24mirror.mirror.deletion.Tombstones;
import io.b24mirror.mirror.store.FetchResult;
import io.b24mirror.portal.token.SealedTokens;

import static io.b24mirror.mirror.Samples.ACME;
import static io.b24mirror.mirror.Samples.CAUSE;
import static io.b24mirror.mirror.Samples.NOON;
import static java.time.ZoneOffset.UTC;
import static org.assertj.core.api.Assertions.assertThat;

class CommentsIntegrationTests extends MirrorDatabase {
    private static final RecordRef COMMENT = new RecordRef(ACME, Kinds.TIMELINE_COMMENT, 999);
    private static final Instant LATER = NOON.plusSeconds(60);
    private static final BitrixFailure DENIED = new BitrixFailure.Forbidden("Access denied.");
    private static final CallResult DEAL_AND_CONTACT = Samples.list(
            Samples.json("{\"OWNER_ID\": \"999\", \"ENTITY_TYPE\": \"deal\", \"ENTITY_ID\": \"2\"}"),
            Samples.json("{\"OWNER_ID\": \"999\", \"ENTITY_TYPE\": \"contact\", \"ENTITY_ID\": 7}"),
            Samples.json("{\"OWNER_ID\": \"998\", \"ENTITY_TYPE\": \"lead\", \"ENTITY_ID\": 1}"), Samples.json("[]"));
    private static final BitrixFailure NOT_FOUND = new BitrixFailure.NotFound("Not found.");

    private final Tombstones tombstones = Deletions.tombstones(JDBC);
    private final CommentReader reader = new CommentReader(repository(TimelineComments.class), tombstones,
            new CommentStore(JDBC, tombstones), new AlternateReaders(SealedTokens.in(DATABASE, Clock.fixed(NOON, UTC))),
            Clock.fixed(LATER, UTC));

    @Test
    void asksForTheCommentAndItsItems() {
        assertThat(begin().calls()).containsExactly(Call.of("crm.timeline.comment.get", "id", 999L),
                Call.of("crm.timeline.bindings.list", "filter", Map.of("OWNER_ID", 999L)));
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
        assertThat(read(new CallResult.Failed(DENIED))).isEqualTo(new Step.Failed<>(DENIED));

        keep(Samples.comment(), NOON);
        keep(read(new CallResult.Failed(DENIED)));

        assertThat(row("timeline_comments")).containsEntry("deleted_at", null)
                .containsEntry("comment", "New comment was added")
                .containsEntry("hidden_since", Timestamp.from(LATER));

        keep(Samples.comment(), LATER.plusSeconds(1));

        assertThat(row("timeline_comments")).containsEntry("hidden_since", null);
    }

    @Test
    void asksUsersWhereTheServiceIsDenied() {
        var question = new CommentFetch(request(),
                new KnownComment(true, false, List.of(), Optional.empty(), List.of(5L)), LATER);

        var second = (Step.Ask<FetchResult<CommentFields>>) ((Step.Ask<FetchResult<CommentFields>>) question.begin())
                .next()
                .apply(List.of(new CallResult.Failed(DENIED), new CallResult.Failed(DENIED)));
        assertThat(second.calls()).extracting(Call::userId).containsExactly(5L, 5L);

        keep(second.next().apply(List.of(Samples.answered(Samples.comment()), Samples.list())));
        assertThat(row("timeline_comments")).containsEntry("read_as", 5L).containsEntry("hidden_since", null);
    }

    @Test
    void staysDeletedWhereItIsDenied() {
        keep(Samples.comment(), NOON);
        inTransaction(() -> tombstones.remember(List.of(new Removal(COMMENT, LATER, CAUSE))));

        assertThat(read(new CallResult.Failed(DENIED))).isEqualTo(new Step.Nothing<>());
    }

    @Test
    void keepsEveryItemThatACommentStandsOn() {
        keep(begin().next().apply(List.of(Samples.answered(Samples.comment()), DEAL_AND_CONTACT)));

        assertThat(bindings()).containsExactly("contact 7", "deal 2");
        assertThat(row("timeline_comments")).containsEntry("entity_type", "deal").containsEntry("entity_id", 2L);
    }

    @Test
    void readsEveryPageOfItems() {
        var first = new CallResult.Answered(Samples.json("[{\"ENTITY_TYPE\": \"DEAL\", \"ENTITY_ID\": \"3\"}]"), 50,
                NOON);

        var second = (Step.Ask<FetchResult<CommentFields>>) begin().next()
                .apply(List.of(Samples.answered(Samples.comment()), first));
        assertThat(second.calls()).containsExactly(Call
                .of("crm.timeline.bindings.list", "filter", Map.of("OWNER_ID", 999L))
                .with("start", 50));
        keep(second.next().apply(List.of(DEAL_AND_CONTACT)));

        assertThat(bindings()).containsExactly("contact 7", "deal 2", "deal 3");
    }

    /// Behind the end, the portal answers the first page again.
    @Test
    void stopsWhereTheItemsRepeat() {
        var same = new CallResult.Answered(Samples.json("[{\"ENTITY_TYPE\": \"DEAL\", \"ENTITY_ID\": \"3\"}]"), 50,
                NOON);
        var first = begin().next().apply(List.of(Samples.answered(Samples.comment()), same));
        var later = new CallResult.Answered(same.value(), 100, NOON);

        keep(((Step.Ask<FetchResult<CommentFields>>) first).next().apply(List.of(later)));

        assertThat(bindings()).containsExactly("deal 2", "deal 3");
    }

    @Test
    void stopsWhereThePortalPointsBack() {
        var first = new CallResult.Answered(Samples.json("[{\"ENTITY_TYPE\": \"DEAL\", \"ENTITY_ID\": \"3\"}]"), 0,
                NOON);

        keep(begin().next().apply(List.of(Samples.answered(Samples.comment()), first)));

        assertThat(bindings()).containsExactly("deal 2", "deal 3");
    }

    @Test
    void keepsTheItemOfTheCommentItselfWhereTheItemsAreRefused() {
        keep(Samples.comment(), NOON);

        assertThat(bindings()).containsExactly("deal 2");
    }

    @Test
    void keepsTheItemsItKnowsWhereTheyAreRefused() {
        keep(begin().next().apply(List.of(Samples.answered(Samples.comment()), DEAL_AND_CONTACT)));
        keep(Samples.comment(), LATER);

        assertThat(bindings()).containsExactly("contact 7", "deal 2");
        assertThat(count("timeline_comments_history")).isEqualTo(1);
    }

    @Test
    void showsTheSameItemWhicheverTheReaderIsShown() {
        keep(begin().next().apply(List.of(Samples.answered(Samples.comment()), DEAL_AND_CONTACT)));
        var byAnother = Samples.comment().put("ENTITY_TYPE", "contact").put("ENTITY_ID", "7");
        keep(begin().next()
                .apply(List.of(new CallResult.Answered(byAnother, null, LATER), DEAL_AND_CONTACT)));

        assertThat(row("timeline_comments")).containsEntry("entity_type", "deal").containsEntry("entity_id", 2L);
        assertThat(count("timeline_comments_history")).isEqualTo(1);

        keep(begin().next()
                .apply(List.of(new CallResult.Answered(byAnother, null, LATER.plusSeconds(1)), Samples.list())));

        assertThat(row("timeline_comments")).containsEntry("entity_type", "contact").containsEntry("entity_id", 7L);
        assertThat(JDBC.sql("select bindings::text from reporting.timeline_comments_history order by valid_from")
                .query(String.class)
                .list()).hasSize(2).first().asString().contains("deal", "contact");
    }

    @Test
    void writesAVersionWhereTheTextOrAFileChangesButNotWhereAddressesDo() {
        keep(Samples.comment(), NOON);
        var sameFile = Samples.comment();
        ((ObjectNode) sameFile.path("FILES").path("1")).put("urlShow", "/disk/showFile/930/?ts=2");
        keep(sameFile, LATER);

        assertThat(count("timeline_comments_history")).isEqualTo(1);

        keep(Samples.comment().put("COMMENT", "edited"), LATER.plusSeconds(1));
        keep(Samples.comment().put("COMMENT", "edited").put("FILES", false), LATER.plusSeconds(2));

        assertThat(JDBC.sql("select valid_until from reporting.timeline_comments_history order by valid_from")
                .query()
                .listOfRows()).extracting(row -> row.get("valid_until"))
                .containsExactly(Timestamp.from(LATER.plusSeconds(1)), Timestamp.from(LATER.plusSeconds(2)), null);
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

    private Step.Ask<FetchResult<CommentFields>> begin() {
        return (Step.Ask<FetchResult<CommentFields>>) reader.begin(request());
    }

    private static FetchRequest request() {
        return new FetchRequest(COMMENT, NOON, Urgency.FRESH, null, CAUSE);
    }

    private Step<FetchResult<CommentFields>> read(CallResult result) {
        return begin().next().apply(List.of(result, new CallResult.Failed(DENIED)));
    }

    private static List<@Nullable String> bindings() {
        return JDBC.sql("select entity_type || ' ' || entity_id from reporting.timeline_comment_bindings order by 1")
                .query(String.class)
                .list();
    }

    private void keep(JsonNode answer, Instant askedAt) {
        keep(read(new CallResult.Answered(answer, null, askedAt)));
    }

    private void keep(Step<FetchResult<CommentFields>> step) {
        var reading = ((Step.Found<FetchResult<CommentFields>>) step).value();
        inTransaction(() -> reader.keep(List.of(reading)));
    }
}
