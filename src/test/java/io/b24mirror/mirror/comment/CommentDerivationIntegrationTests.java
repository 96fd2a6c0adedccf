package io.b24mirror.mirror.comment;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.b24mirror.mirror.MirrorDatabase;
import io.b24mirror.mirror.Samples;
import io.b24mirror.mirror.deletion.Deletions;
import io.b24mirror.mirror.store.FetchResult;
import io.b24mirror.mirror.version.Derivations;

import static io.b24mirror.mirror.Samples.ACME;
import static io.b24mirror.mirror.Samples.CAUSE;
import static io.b24mirror.mirror.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

class CommentDerivationIntegrationTests extends MirrorDatabase {
    private final CommentStore store = new CommentStore(JDBC, Deletions.tombstones(JDBC));

    private void keep(long id, String text, int second) {
        var answer = Samples.comment().put("ID", id).put("COMMENT", text);
        var ref = CommentKind.TYPE.ref(ACME, id);
        var comment = CommentAnswer.standingOn(
                CommentAnswer.translate(ref, answer, NOON.plusSeconds(second), CAUSE).orElseThrow(), List.of(),
                LastItems.NONE);
        inTransaction(() -> store.keepResults(List.of(new FetchResult.Present<>(comment))));
    }

    /// As the release before stored them.
    private void forget() {
        for (var table : List.of("timeline_comment", "timeline_comment_history")) {
            JDBC.sql("""
                    update mirror.%s set comment = raw ->> 'COMMENT', comment_text = null, derivation = 0
                    """.formatted(table)).update();
        }
    }

    @Test
    void derivesTextsAndThoseOfEarlierVersionsAnew() {
        keep(1, "[B]Hi[/B] :f09f918b:", 0);
        keep(1, "Bye :f09f918b:", 1);
        keep(2, "Plain", 0);
        forget();

        Derivations.refreshAll(store.derived(), 500, transaction());
        Derivations.refreshAll(store.derived(), 500, transaction());

        assertThat(JDBC.sql("""
                select comment || ' = ' || comment_text from reporting.timeline_comments_history order by 1
                """).query(String.class).list()).containsExactly("Bye 👋 = Bye 👋", "Plain = Plain",
                "[B]Hi[/B] 👋 = Hi 👋");
        assertThat(JDBC.sql("select record_id from reporting.record_updates where what = 'AMENDED'")
                .query(Long.class)
                .list()).containsExactlyInAnyOrder(1L, 2L);
    }

    @Test
    void derivesMoreCommentsThanFitInATransaction() {
        keep(1, ":f09f918b:", 0);
        JDBC.sql("""
                insert into mirror.timeline_comment
                    (member_id, comment_id, bindings, recycled, in_recycle_bin, raw, content_hash, fetched_at, seen_at,
                    valid_from, is_addition, layer)
                select
                    member_id, number, bindings, recycled, in_recycle_bin, jsonb_set(raw, '{ID}', to_jsonb(number)),
                    content_hash, fetched_at, seen_at, valid_from, is_addition, layer
                from mirror.timeline_comment, generate_series(2, 1100) number
                """).update();
        forget();

        Derivations.refreshAll(store.derived(), 500, transaction());

        assertThat(JDBC.sql("select count(*) from reporting.timeline_comments where comment = '👋'")
                .query(Long.class)
                .single()).isEqualTo(1100);
    }
}
