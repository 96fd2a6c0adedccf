package io.b24mirror.mirror.comment.sweep;

import java.time.Duration;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;

import io.b24mirror.reconciliation.StepHandler.SweepStep;
import io.b24mirror.reconciliation.SweepTest;

import static org.assertj.core.api.Assertions.assertThat;

/// The part that compares comments, with answers that no portal should give.
class CommentSweepIntegrationTests extends SweepTest {
    @Autowired
    private CrmItemStep items;

    private long comment;
    private SweepStep<CrmItemStep.Item> item;

    @SuppressWarnings("NullAway.Init")
    CommentSweepIntegrationTests() {}

    @BeforeEach
    void holdAComment() throws InterruptedException {
        installAtLast();
        comment = portal.comments().add("deal", 7, 1, "Called");
        portal.comments().attach(comment, 5, "offer.pdf", 1234);
        deliverAndWork();
        clock.advance(Duration.ofMinutes(1));
        item = new SweepStep<>(1, sweeps.start(memberId()).orElseThrow(), new CrmItemStep.Item("deal", 7));
    }

    private void list(String answer) {
        keep(items, item, answer(items.begin(item), answer));
    }

    @Test
    void readsAMissingComment() {
        list("[]");

        assertThat(steps("records")).isEqualTo(1);
    }

    @Test
    void readsACommentThatStandsOnAnItemItIsNotKnownToStandOn() {
        item = new SweepStep<>(1, item.sweep(), new CrmItemStep.Item("lead", 9));

        list("""
                [{"ID": "%d", "COMMENT": "Called",
                    "FILES": {"5": {"id": "5", "name": "offer.pdf", "size": "1234"}}}]
                """.formatted(comment));

        assertThat(steps("records")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "false", "7", "\"\"", "[null]", "[1, \"x\", []]", "{\"error\": \"x\"}",
            "[{\"ID\": \"abc\"}]", "[{\"ID\": 99999999999999999999999}]"})
    void takesNothingForMissingThatAListCannotBeTrustedWith(String answer) {
        list(answer);

        assertThat(steps("records")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "[{\"ID\": \"%d\", \"COMMENT\": \"Called\", \"FILES\": {\"5\": {\"id\": \"5\", \"name\": \"offer.pdf\", \"size\": \"1234\"}}}]",
            "[{\"ID\": %d, \"FILES\": [{\"id\": 5, \"name\": \"offer.pdf\", \"size\": 1234}]}]"})
    void takesWordingsOfPhpForTheSame(String answer) {
        list(answer.formatted(comment));

        assertThat(steps("records")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "[{\"ID\": \"%d\", \"COMMENT\": \"Called back\", \"FILES\": [{\"id\": 5, \"name\": \"offer.pdf\", \"size\": 1234}]}]",
            "[{\"ID\": \"%d\", \"COMMENT\": \"Called\", \"FILES\": []}]"})
    void readsWhatIsDifferent(String answer) {
        list(answer.formatted(comment));

        assertThat(steps("records")).isEqualTo(1);
    }
}
