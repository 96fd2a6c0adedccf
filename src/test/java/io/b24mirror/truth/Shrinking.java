package io.b24mirror.truth;

import java.util.function.Predicate;

/// Looks for the shortest history that still fails, by leaving out ever smaller stretches of steps.
record Shrinking(Predicate<History> fails) {
    private static final int MOST_RUNS = 150;

    History shrink(History failing) {
        var shortest = failing;
        int runs = 0;
        for (int stretch = failing.steps().size() / 2; stretch > 0; stretch /= 2) {
            for (int from = shortest.steps().size() - stretch; from >= 0 && runs < MOST_RUNS; from -= stretch) {
                var shorter = shortest.without(from, from + stretch);
                runs++;
                if (fails.test(shorter)) {
                    shortest = shorter;
                }
            }
        }
        return shortest;
    }
}
