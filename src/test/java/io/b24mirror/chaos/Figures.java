package io.b24mirror.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/// What the rounds of a scenario came to, in one line of a table.
final class Figures {
    private static final Path FILE = Path.of("target", "chaos.txt");

    private final String scenario;
    private int rounds;
    private Duration answersAgain = Duration.ZERO;
    private Duration recovered = Duration.ZERO;

    Figures(String scenario) {
        this.scenario = scenario;
    }

    /// A round has ended well.
    ///
    /// @param answers
    ///            how long no event was acknowledged
    /// @param whole
    ///            how long it took until all was in the log and every record read; of two instances, until the other one
    ///            had taken over
    void add(Duration answers, Duration whole) {
        rounds++;
        answersAgain = max(answersAgain, answers);
        recovered = max(recovered, whole);
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /// Prints them as they are so far.
    void printSoFar(Ledger ledger) {
        System.out.println("so far: " + line(ledger));
    }

    /// Prints them, and keeps them in `target/chaos.txt`.
    void print(Ledger ledger) throws IOException {
        var line = line(ledger);
        System.out.println(line);
        Files.createDirectories(FILE.getParent());
        Files.writeString(FILE, line + System.lineSeparator(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private String line(Ledger ledger) {
        return "chaos | %s | rounds %d | acknowledged %,d | lost %d | doubled %d | refused %,d | unanswered %,d | "
                .formatted(scenario, rounds, ledger.acknowledged(), ledger.lost().size(), ledger.doubled().size(),
                        ledger.refused(), ledger.unanswered())
                + "answers again after %.1f s | whole again after %.1f s".formatted(seconds(answersAgain),
                        seconds(recovered));
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1_000.0;
    }
}
