package io.b24mirror.mirror.comment;

import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

import io.b24mirror.fetch.RecordRef;
import io.b24mirror.mirror.Kinds;
import io.b24mirror.mirror.Samples;
import io.b24mirror.mirror.version.Observation;

import static io.b24mirror.mirror.Samples.ACME;
import static io.b24mirror.mirror.Samples.CAUSE;
import static io.b24mirror.mirror.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

class CommentAnswerTests {
    private static final RecordRef ASKED = new RecordRef(ACME, Kinds.TIMELINE_COMMENT, 999);
    private static final Instant WRITTEN = Instant.parse("2020-03-02T09:00:00Z");

    @Test
    void translatesTheSample() {
        var sample = Samples.comment();

        var comment = translate(sample);

        assertThat(comment).isEqualTo(
                new Observation<>(ASKED,
                        new CommentFields("deal", 2L, 1L, "New comment was added", "New comment was added", WRITTEN,
                                List.of(new Binding("deal", 2)), List.of(), false),
                        sample, comment.contentHash(), null, NOON, CAUSE));
        assertThat(files(sample)).containsExactly(new CommentFile(1, "1.gif", 43L, "image", 1L, WRITTEN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{}", "null", "false", "\"\""})
    void readsMissingFilesAsNone(String json) {
        var sample = Samples.comment();
        sample.set("FILES", Samples.json(json));

        assertThat(files(sample)).isEmpty();
    }

    @Test
    void readsFilesFromAnArray() {
        var sample = Samples.comment();
        sample.putArray("FILES").addObject().put("id", "5").put("size", "12").put("date", "yesterday");

        assertThat(files(sample)).containsExactly(new CommentFile(5, null, 12L, null, null, null));
    }

    @Test
    void takesTheKeyAsIdWhereAFileHasNone() {
        var sample = Samples.comment();
        sample.putObject("FILES").putObject("5").put("name", "a.pdf");

        assertThat(files(sample)).containsExactly(new CommentFile(5, "a.pdf", null, null, null, null));
    }

    @Test
    void namesTheTypeInLowerCase() {
        var sample = Samples.comment().put("ENTITY_TYPE", "DYNAMIC_1046");

        assertThat(translate(sample).fields().entityType()).isEqualTo("dynamic_1046");
    }

    @Test
    void showsEmojiInTextsAndNamesOfFiles() {
        var sample = Samples.comment().put("COMMENT", "[B]:f09f948d: Analysis[/B] done");
        sample.putObject("FILES").putObject("5").put("name", ":f09f918b:.pdf");

        assertThat(translate(sample)).returns("[B]🔍 Analysis[/B] done", record -> record.fields().comment())
                .returns("🔍 Analysis done", record -> record.fields().commentText())
                .returns(sample, Observation::raw);
        assertThat(files(sample)).containsExactly(new CommentFile(5, "👋.pdf", null, null, null, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "{}", "\"\""})
    void saysTheSameWithAKeyOfANewerPortal(String nothing) {
        var newer = Samples.comment();
        newer.set("PINNED", Samples.json(nothing));
        ((ObjectNode) newer.path("FILES").path("1")).set("preview", Samples.json(nothing));

        assertThat(translate(newer).contentHash()).isEqualTo(translate(Samples.comment()).contentHash());
    }

    @Test
    void saysSomethingElseWithoutItsText() {
        assertThat(translate(Samples.comment().put("COMMENT", "")).contentHash())
                .isNotEqualTo(translate(Samples.comment()).contentHash());
    }

    /// Items of smart processes have the types 128 to 191 and even ones from 1030 on.
    @ParameterizedTest
    @ValueSource(strings = {"sus_lead", "sus_deal", "sus_contact", "sus_company", "sus_quote", "sus_invoice",
            "sus_order",
            "sus_smart_invoice", "sus_smart_document", "sus_smart_b2e_doc", "sus_dynamic_128", "sus_dynamic_1046",
            "dynamic_192", "dynamic_255", "dynamic_1031", "dynamic_1047"})
    void knowsTheTypesOfTheRecycleBin(String type) {
        assertThat(new Binding(type, 1).inRecycleBin()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lead", "deal", "smart_invoice", "dynamic_128", "dynamic_191", "dynamic_256",
            "dynamic_1030",
            "dynamic_1046", "dynamic_", "dynamic_99999999999999999999", "suspect"})
    void knowsTheTypesOfItems(String type) {
        assertThat(new Binding(type, 1).inRecycleBin()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "{}", "{\"ID\": 998}"})
    void takesNothingButTheCommentAskedFor(String answer) {
        assertThat(CommentAnswer.translate(ASKED, Samples.json(answer), NOON, CAUSE)).isEmpty();
    }

    private static Observation<CommentFields> translate(ObjectNode sample) {
        return CommentAnswer.translate(ASKED, sample, NOON, CAUSE).orElseThrow();
    }

    private static List<CommentFile> files(ObjectNode sample) {
        return CommentFile.of(translate(sample).raw());
    }
}
