package io.b24mirror.mirror.comment;

import java.util.List;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import tools.jackson.databind.JsonNode;

import io.b24mirror.fetch.RecordRef;
import io.b24mirror.mirror.AnyJson;
import io.b24mirror.mirror.Kinds;
import io.b24mirror.mirror.Samples;
import io.b24mirror.sql.JsonRecordset;

import static io.b24mirror.mirror.Samples.ACME;
import static io.b24mirror.mirror.Samples.CAUSE;
import static io.b24mirror.mirror.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

class CommentAnswerProperties {
    private static final RecordRef ASKED = new RecordRef(ACME, Kinds.TIMELINE_COMMENT, 999);

    @Property(tries = 300)
    void neverThrows(@ForAll("answers") JsonNode answer) {
        var comment = CommentAnswer.translate(ASKED, answer, NOON, CAUSE);

        assertThat(comment.map(record -> JsonRecordset.of(List.of(record))).orElse("")).doesNotContain("\\u0000");
    }

    @Provide
    Arbitrary<JsonNode> answers() {
        return Arbitraries.oneOf(AnyJson.like(Samples.comment()), AnyJson.trees());
    }
}
