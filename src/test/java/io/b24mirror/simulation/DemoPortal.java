package io.b24mirror.simulation;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.random.RandomGenerator;

/// A portal of a small company, full of data, in which something changes every now and then. For the demo.
public final class DemoPortal implements AutoCloseable {

    static final ZoneId SERVER = ZoneOffset.ofHours(3);

    private final SimulatedPortal portal;
    private final DemoLife life;

    private DemoPortal(SimulatedPortal portal, DemoLife life) {
        this.portal = portal;
        this.life = life;
    }

    /// Starts a portal with the sample identifiers of the documentation, and fills it.
    public static DemoPortal start(Clock clock, long seed) {
        return start(SimulatedPortal.builder(), clock, seed);
    }

    /// Starts a portal with settings of your own, and fills it. Its server does not run at UTC, as hardly any does.
    public static DemoPortal start(SimulatedPortal.Builder settings, Clock clock, long seed) {
        var portal = settings.clock(clock).serverZone(SERVER).start();
        RandomGenerator random = new java.util.Random(seed);
        new DemoData(portal, clock, random).fill();
        return new DemoPortal(portal, new DemoLife(portal, clock, random));
    }

    public SimulatedPortal portal() {
        return portal;
    }

    /// Begins to make a random change about once in that time.
    public void live(Duration pace) {
        life.start(pace);
    }

    /// Makes one random change now.
    public void liveOnce() {
        life.step();
    }

    /// Lets the company rest.
    public void rest() {
        life.stop();
    }

    @Override
    public void close() {
        life.stop();
        portal.close();
    }
}
