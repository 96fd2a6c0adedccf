package io.b24mirror.mirror.comment;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.b24mirror.fetch.RecordRef;
import io.b24mirror.mirror.Kinds;
import io.b24mirror.mirror.MirrorDatabase;
import io.b24mirror.mirror.Samples;
import io.b24mirror.mirror.deletion.Tombstones;

import static io.b24mirror.mirror.Samples.ACME;
import static io.b24mirror.mirror.Samples.CAUSE;
import static io.b24mirror.mirror.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

class CommentDerivationIntegrationTests extends MirrorDatabase {
    private final CommentStore store = new CommentStore(JDBC, new Tombstones(JDBC));

    private void keep(long id, String text, int second) {
        var answer = Samples.comment().put("ID", id).put("COMMENT", text);
        var comment = CommentRecord
                .of(new RecordRef(ACME, Kinds.TIMELINE_COMMENT, id), answer, NOON.plusSeconds(second), CAUSE)
                .orElseThrow()
                .standingOn(List.of(), LastItems.NONE);
        inTransaction(() -> store.keep(List.of(new CommentReading.Present(comment))));
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

        refreshAll(store.derived(), 500);
        refreshAll(store.derived(), 500);

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
        JDBC.sql(
                """
                        insert into mirror.timeline_comment
                            (member_id, comment_id, raw, content_hash, fetched_at, valid_from, is_addition, layer)
                        select member_id, number, jsonb_set(raw, '{ID}', to_jsonb(number)), content_hash, fetched_at, valid_from, is_addition, layer
                        from mirror.timeline_comment, generate_series(2, 1100) number
                        """)
                .update();
        forget();

        refreshAll(store.derived(), 500);

        assertThat(JDBC.sql("select count(*) from reporting.timeline_comments where comment = '👋'")
                .query(Long.class)
                .single()).isEqualTo(1100);
    }
}
