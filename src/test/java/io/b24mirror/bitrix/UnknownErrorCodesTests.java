package io.b24mirror.bitrix;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class UnknownErrorCodesTests {
    private final UnknownErrorCodes codes = new UnknownErrorCodes();

    @Test
    void tellsOfEachCodeOnce(CapturedOutput log) {
        codes.note(new BitrixFailure.Unrecognized("SOMETHING_NEW", "SOMETHING_NEW first"));
        codes.note(new BitrixFailure.Unrecognized("SOMETHING_NEW", "SOMETHING_NEW second"));
        codes.note(new BitrixFailure.Unrecognized("ANOTHER", "ANOTHER third"));

        assertThat(log.getOut()).containsOnlyOnce("code SOMETHING_NEW").containsOnlyOnce("code ANOTHER");
    }

    @Test
    void saysNothingOfCodesThatItKnows(CapturedOutput log) {
        codes.note(new BitrixFailure.Rejected("ERROR_ARGUMENT wrong"));

        assertThat(log.getOut()).doesNotContain("ERROR_ARGUMENT");
    }

    @Test
    void forgetsNoMemoryToCodesThatAreMadeUp(CapturedOutput log) {
        for (int number = 0; number < 10_000; number++) {
            codes.note(new BitrixFailure.Unrecognized("MADE_UP_" + number, "made up"));
        }

        assertThat(log.getOut().lines().filter(line -> line.contains("MADE_UP_")).count()).isEqualTo(200);
    }
}
