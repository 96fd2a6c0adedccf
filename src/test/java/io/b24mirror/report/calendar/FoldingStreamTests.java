package io.b24mirror.report.calendar;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;

import net.fortuna.ical4j.data.UnfoldingReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class FoldingStreamTests {

    @ParameterizedTest
    @ValueSource(strings = {"x", "\u0416", "\u20AC", "\uD83D\uDE00", "aЖ", "Ж€\uD83D\uDE00"})
    void makesNoLineLongerThanSeventyFiveOctetsAndBreaksNoCharacter(String pattern) throws IOException {
        var text = "SUMMARY:" + pattern.repeat(200) + "\r\nEND:VEVENT\r\n";

        var folded = fold(text);

        assertThat(folded.split("\r\n")).hasSizeGreaterThan(3)
                .allSatisfy(line -> assertThat(line.getBytes(UTF_8)).hasSizeLessThanOrEqualTo(75));
        assertThat(folded).doesNotContain("\uFFFD");
        assertThat(unfold(folded)).isEqualTo(text);
    }

    @Test
    void leavesShortLinesAsTheyAre() throws IOException {
        var text = "x".repeat(75) + "\r\n" + "y".repeat(75) + "\r\n";

        assertThat(fold(text)).isEqualTo(text);
    }

    private static String fold(String text) throws IOException {
        var folded = new ByteArrayOutputStream();
        try (var folding = new FoldingStream(folded)) {
            folding.write(text.getBytes(UTF_8));
        }
        return folded.toString(UTF_8);
    }

    private static String unfold(String folded) throws IOException {
        try (var reader = new UnfoldingReader(new StringReader(folded))) {
            var text = new StringBuilder();
            for (int read = reader.read(); read >= 0; read = reader.read()) {
                text.append((char) read);
            }
            return text.toString();
        }
    }
}
