package io.b24mirror.secret;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class KeysetRotationTests {
    private static final byte[] CONTENT = {1, 2, 3};

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final ByteArrayOutputStream explanation = new ByteArrayOutputStream();

    @Test
    void opensAtEveryStepWhatAnInstanceOneStepBehindOrAheadSeals() {
        var old = keyset("", null);
        var added = keyset("add", old);
        var promoted = keyset("promote", added);
        var pruned = keyset("prune", promoted);

        opens(old, added);
        opens(added, old);
        opens(added, promoted);
        opens(promoted, added);
        opens(promoted, pruned);
        opens(pruned, promoted);
    }

    @Test
    void opensByNoKeyThatWasPruned() {
        var old = keyset("", null);
        var pruned = keyset("prune", keyset("promote", keyset("add", old)));
        var sealed = sealer(old).seal(CONTENT, "test");

        assertThat(Keyset.read(Secret.of(pruned)).size()).isOne();
        assertThat(sealer(pruned).open(sealed, "test")).isEmpty();
    }

    @Test
    void prunesAllKeysThatDoNotSeal() {
        var many = keyset("promote", keyset("add", keyset("add", keyset("", null))));
        var sealed = sealer(many).seal(CONTENT, "test");

        var pruned = keyset("prune", many);

        assertThat(Keyset.read(Secret.of(pruned)).size()).isOne();
        assertThat(sealer(pruned).open(sealed, "test")).hasValue(CONTENT);
    }

    @Test
    void printsTheKeysetAloneAndSaysBesideItWhatToDo() {
        var added = keyset("add", keyset("", null));

        assertThat(added).matches("[A-Za-z0-9+/=]+");
        assertThat(explanation.toString(UTF_8)).contains("keyset promote").doesNotContain(added);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " "})
    void asksForTheKeysetInUse(@Nullable String setting) {
        assertThat(run("add", setting)).isEqualTo(2);
        assertThat(explanation.toString(UTF_8)).contains("B24_ENCRYPTION_KEYSET is not set");
        assertThat(output.size()).isZero();
    }

    @Test
    void refusesWhatIsNoKeysetWithoutRepeatingIt() {
        assertThat(run("promote", "s3cr3t")).isEqualTo(2);
        assertThat(explanation.toString(UTF_8)).contains("B24_ENCRYPTION_KEYSET ").doesNotContain("s3cr3t");
        assertThat(output.size()).isZero();
    }

    @Test
    void namesTheStepsWhenItIsAskedForAnother() {
        assertThat(run("rotate", Keyset.generate())).isEqualTo(2);
        assertThat(explanation.toString(UTF_8)).contains("keyset add", "keyset promote", "keyset prune");
        assertThat(output.size()).isZero();
    }

    private static void opens(String keyset, String sealedBy) {
        var sealed = sealer(sealedBy).seal(CONTENT, "test");

        assertThat(sealer(keyset).open(sealed, "test")).hasValue(CONTENT);
    }

    private static ContentSealer sealer(String keyset) {
        return new ContentSealer(Keyset.read(Secret.of(keyset)).aead());
    }

    private String keyset(String step, @Nullable String setting) {
        output.reset();
        assertThat(run(step, setting)).isZero();
        return output.toString(UTF_8).strip();
    }

    private int run(String step, @Nullable String setting) {
        return new KeysetCommand(setting, new PrintStream(output, true, UTF_8),
                new PrintStream(explanation, true, UTF_8)).run(step);
    }
}
