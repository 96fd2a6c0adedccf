package io.b24mirror.truth;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

import io.b24mirror.reconciliation.SweepTest;
import io.b24mirror.simulation.SimulatedPortal;
import io.b24mirror.testing.ServiceInstance;

/// Random histories of a portal, its events delivered badly to two instances: in the end the copy is true.
///
/// `-Db24.truth.seeds=1000` runs that many; `-Db24.truth.seed=17` runs one, with `-Db24.truth.steps=3,7` only those
/// steps of it. A history that fails is run again with steps left out, and the shortest that fails is reported.
class RandomHistoryTests extends SweepTest {
    private static final Logger LOG = (Logger) LoggerFactory.getLogger("io.b24mirror");
    private static @Nullable Level level;
    private static @Nullable ServiceInstance second;

    @Autowired
    private ApplicationContext context;

    private History history = History.of(0);

    @SuppressWarnings("NullAway.Init") // Spring fills the field
    RandomHistoryTests() {}

    @AfterAll
    static void clearUp() {
        if (second != null) {
            second.close();
            LOG.setLevel(level);
        }
        second = null;
    }

    static Stream<History> histories() {
        var seed = Long.getLong("b24.truth.seed");
        if (seed == null) {
            return LongStream.range(0, Long.getLong("b24.truth.seeds", 50)).mapToObj(History::of);
        }
        var steps = System.getProperty("b24.truth.steps");
        return Stream.of(steps == null
                ? History.of(seed)
                : new History(seed, Arrays.stream(steps.split(",")).map(Integer::valueOf).toList()));
    }

    @ParameterizedTest
    @MethodSource("histories")
    void equalsInTheEndWhatTheIdentityCanSee(History history) {
        try {
            run(history);
        } catch (AssertionError failure) {
            var shortest = new Shrinking(shorter -> fails(shorter, failure)).shrink(history);
            throw new AssertionError("The copy is not true after " + shortest, failure);
        }
    }

    /// A history decides on what portal it happens.
    @Override
    protected SimulatedPortal newPortal() {
        return history.on(portalSettings()).start();
    }

    private boolean fails(History shorter, AssertionError like) {
        try {
            run(shorter);
            return false;
        } catch (AssertionError failure) {
            return kind(failure).equals(kind(like));
        }
    }

    /// What a failure's message begins with, less the numbers in it.
    private static String kind(AssertionError failure) {
        return String.valueOf(failure.getMessage()).strip().lines().findFirst().orElse("").replaceAll("\\d+", "");
    }

    private void run(History happening) {
        history = happening;
        beginAnew();
        try {
            var instances = List.of(ServiceInstance.of(context), second());
            new HistoryRun(portal, clock, jdbc, instances, this::plan).run(happening);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// Started once for all histories, after which it is quiet.
    private ServiceInstance second() {
        var started = second;
        if (started == null) {
            started = ServiceInstance.beside(context);
            second = started;
            level = LOG.getLevel();
            LOG.setLevel(Level.ERROR); // both rightly complain a lot
        }
        return started;
    }
}
