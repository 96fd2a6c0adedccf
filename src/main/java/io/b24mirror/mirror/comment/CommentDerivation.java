package io.b24mirror.mirror.comment;

import java.time.Clock;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import io.b24mirror.mirror.JsonRows;

import static java.util.Objects.requireNonNullElse;

/// Derives the texts of stored comments, and of their earlier versions, anew from `raw` after an upgrade that reads
/// them otherwise. That makes no version; those who follow the copies learn of texts that changed.
///
/// It goes in chunks, each a transaction, so it can end anywhere and goes on with what is left. A comment that is being
/// written is left to the next run.
@Component
class CommentDerivation {
    private static final int CHUNK = 500;
    private static final int CHUNKS_PER_NOTE = 20;
    private static final Logger log = LoggerFactory.getLogger(CommentDerivation.class);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;

    CommentDerivation(JdbcClient jdbc, PlatformTransactionManager transactions, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    void run() {
        derive("timeline_comment", "comments", """
                , amended_at = case when stored.comment is distinct from text.comment
                    then greatest(stored.amended_at, cast(:now as timestamptz)) else stored.amended_at end""");
        derive("timeline_comment_history", "earlier versions of comments", "");
    }

    private void derive(String table, String what, String amended) {
        long derived = 0;
        for (int chunk = derive(table, amended), chunks = 1; chunk > 0; chunk = derive(table, amended), chunks++) {
            derived += chunk;
            if (chunks % CHUNKS_PER_NOTE == 0) {
                log.info("Derived the texts of {} {} anew, going on", derived, what);
            }
        }
        if (derived > 0) {
            log.info("Derived the texts of {} {} anew", derived, what);
        }
    }

    private int derive(String table, String amended) {
        return requireNonNullElse(transaction.execute(_ -> deriveChunk(table, amended)), 0);
    }

    private record Text(String place, @Nullable String comment,
            @Nullable String commentText) {}

    private int deriveChunk(String table, String amended) {
        var texts = texts(table);
        if (!texts.isEmpty()) {
            jdbc.sql("""
                    update mirror.%s stored
                    set comment = text.comment, comment_text = text.comment_text, derivation = :derivation%s
                    from jsonb_to_recordset(cast(:rows as jsonb)) as text(place text, comment text, comment_text text)
                    where stored.ctid = cast(text.place as tid)
                    """.formatted(table, amended))
                    .param("derivation", CommentText.DERIVATION)
                    .param("rows", JsonRows.of(texts))
                    .param("now", clock.instant().toString())
                    .update();
        }
        return texts.size();
    }

    private List<Text> texts(String table) {
        return jdbc.sql("""
                select cast(ctid as text) as place, jsonb_build_object('COMMENT', raw -> 'COMMENT') as raw
                from mirror.%s
                where derivation < %d
                limit :chunk
                for no key update skip locked
                """.formatted(table, CommentText.DERIVATION)).param("chunk", CHUNK).query((row, _) -> {
            var text = CommentText.of(JsonMapper.shared().readTree(row.getString("raw")));
            return new Text(row.getString("place"), text.text(), text.plain());
        }).list();
    }
}
