package io.b24mirror.secret;

import java.io.PrintStream;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import io.b24mirror.settings.InvalidSettingException;

/// The command `keyset`: makes the value of `B24_ENCRYPTION_KEYSET`, or a new one out of it. The keyset goes to the
/// output and nothing else does, so that it can be put into a file; what to do with it goes beside it.
public final class KeysetCommand {
    private final @Nullable String setting;
    private final PrintStream output;
    private final PrintStream explanation;

    /// @param setting
    ///            the value in use
    public KeysetCommand(@Nullable String setting, PrintStream output, PrintStream explanation) {
        this.setting = setting;
        this.output = output;
        this.explanation = explanation;
    }

    private enum Step {
        ADD, PROMOTE, PRUNE;

        Keyset take(Keyset keyset) {
            return switch (this) {
                case ADD -> keyset.withNewKey();
                case PROMOTE -> keyset.withNewestKeyPrimary();
                case PRUNE -> keyset.withPrimaryKeyOnly();
            };
        }

        String explanation() {
            return switch (this) {
                case ADD -> """
                        This is your keyset with one key more, which opens and does not seal yet. Give it to every
                        instance, restart them, and go on with: keyset promote""";
                case PROMOTE -> """
                        This is your keyset with its newest key as the one that seals. Give it to every instance and
                        restart them. They seal again what older keys sealed, and say so in their logs; then go on
                        with: keyset prune""";
                case PRUNE -> """
                        This is your keyset without the keys that do not seal. Give it to every instance and restart
                        them.""";
            };
        }
    }

    /// Prints a keyset.
    ///
    /// @param step
    ///            empty for a new keyset; `add`, `promote` and `prune` replace the key of the one in use, in that order
    /// @return the exit code: 0, or 2 if there is no such step or no keyset to take it with
    public int run(String step) {
        if (step.isEmpty()) {
            output.println(Keyset.generate());
            return 0;
        }
        return Arrays.stream(Step.values())
                .filter(known -> known.name().equalsIgnoreCase(step))
                .findFirst()
                .map(this::take)
                .orElseGet(() -> refuse(
                        "There is no `keyset %s`; there are: keyset, keyset add, keyset promote, keyset prune"
                                .formatted(step)));
    }

    private int take(Step step) {
        if (setting == null || setting.isBlank()) {
            return refuse(Keyset.VARIABLE + " is not set: run this with the keyset in use");
        }
        try {
            output.println(step.take(Keyset.read(Secret.of(setting))).asSetting());
        } catch (InvalidSettingException e) {
            return refuse(e.getMessage());
        }
        explanation.println(step.explanation());
        return 0;
    }

    private int refuse(@Nullable String reason) {
        explanation.println(reason);
        return 2;
    }
}
