package io.b24mirror.fetch;

import java.time.Clock;
import java.time.Duration;

import org.springframework.jdbc.core.simple.JdbcClient;

/// Records that were given up, for tests of other rooms.
public final class GivenUpRecords {
    private GivenUpRecords() {}

    public static GivenUpFetches of(JdbcClient jdbc, Clock clock) {
        return new GivenUpFetches(jdbc, new FetchProperties(Duration.ofDays(90)), clock);
    }
}
