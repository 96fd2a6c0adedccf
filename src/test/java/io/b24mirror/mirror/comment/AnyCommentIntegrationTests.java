package io.b24mirror.mirror.comment;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import tools.jackson.databind.JsonNode;

import io.b24mirror.bitrix.CallResult;
import io.b24mirror.fetch.FetchRequest;
import io.b24mirror.fetch.FetchRequest.Urgency;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.fetch.Step;
import io.b24mirror.mirror.AnyJson;
import io.b24mirror.mirror.Kinds;
import io.b24mirror.mirror.MirrorDatabase;
import io.b24mirror.mirror.Samples;
import io.b24mirror.mirror.deletion.Deletions;
import io.b24mirror.mirror.store.FetchResult;
import io.b24mirror.portal.MemberId;

import static io.b24mirror.mirror.Samples.CAUSE;
import static io.b24mirror.mirror.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

class AnyCommentIntegrationTests extends MirrorDatabase {
    private static final RecordRef ASKED = new RecordRef(new MemberId("any"), Kinds.TIMELINE_COMMENT, 999);
    private static final AtomicLong CLOCK = new AtomicLong();

    private final CommentStore store = new CommentStore(JDBC, Deletions.tombstones(JDBC));

    @Property(tries = 300)
    void storesWhatItTranslates(@ForAll("answers") JsonNode answer, @ForAll("bindings") JsonNode bindings) {
        var askedAt = NOON.plusSeconds(CLOCK.incrementAndGet());
        var question = new CommentFetch(new FetchRequest(ASKED, NOON, Urgency.FRESH, null, CAUSE),
                new KnownComment(false, false, List.of(), Optional.empty(), List.of()), askedAt);

        var step = ((Step.Ask<FetchResult<CommentFields>>) question.begin()).next()
                .apply(List.of(new CallResult.Answered(answer, null, askedAt),
                        new CallResult.Answered(bindings, null, askedAt)));
        if (step instanceof Step.Found<FetchResult<CommentFields>> found) {
            inTransaction(() -> store.keepResults(List.of(found.value())));

            assertThat(JDBC.sql("""
                    select fetched_at = cast(:askedAt as timestamptz)
                    from mirror.timeline_comment
                    where member_id = 'any' and comment_id = 999
                    """).param("askedAt", askedAt.toString()).query(Boolean.class).single()).isTrue();
        }
    }

    @Provide
    Arbitrary<JsonNode> answers() {
        return AnyJson.like(Samples.comment());
    }

    @Provide
    Arbitrary<JsonNode> bindings() {
        return AnyJson.like(Samples.object("{\"OWNER_ID\": 999, \"ENTITY_ID\": 1, \"ENTITY_TYPE\": \"deal\"}"))
                .list()
                .ofMaxSize(4)
                .map(Samples::array);
    }
}
