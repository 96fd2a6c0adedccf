package io.b24mirror.truth;

import java.time.ZoneId;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.b24mirror.simulation.DateFormat;
import io.b24mirror.simulation.PortalAge;
import io.b24mirror.simulation.SimulatedPortal;

/// A random history: a seed, and which of its steps are taken. Each step has chance of its own, so that a history with
/// steps left out is much the same history.
record History(long seed, List<Integer> steps) {
    private static final int FEWEST = 20;
    private static final int MOST = 60;
    private static final List<String> SERVER_ZONES = List.of("UTC", "+03:00", "-05:00", "Europe/Berlin");
    private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

    static History of(long seed) {
        int steps = new SplittableRandom(seed).nextInt(FEWEST, MOST + 1);
        return new History(seed, IntStream.range(0, steps).boxed().toList());
    }

    /// The chance of a step; -1 is the end.
    RandomGenerator chance(int step) {
        return new SplittableRandom((seed + 1) * SPREAD + step);
    }

    /// The settings of the portal on which it happens.
    SimulatedPortal.Builder on(SimulatedPortal.Builder portal) {
        var random = chance(-3);
        return portal.serverZone(ZoneId.of(any(SERVER_ZONES, random)))
                .dateFormat(any(List.of(DateFormat.values()), random))
                .age(any(List.of(PortalAge.values()), random));
    }

    private static <T> T any(List<T> choices, RandomGenerator random) {
        return choices.get(random.nextInt(choices.size()));
    }

    /// The history without a stretch of its steps.
    History without(int from, int to) {
        return new History(seed,
                IntStream.range(0, steps.size()).filter(i -> i < from || i >= to).mapToObj(steps::get).toList());
    }

    /// How to run it again.
    @Override
    public String toString() {
        return "-Db24.truth.seed=%d -Db24.truth.steps=%s".formatted(seed,
                steps.stream().map(Object::toString).collect(Collectors.joining(",")));
    }
}
