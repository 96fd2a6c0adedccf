package io.b24mirror.intake.outage;

import java.sql.SQLException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.jdbc.UncategorizedSQLException;

import static org.assertj.core.api.Assertions.assertThat;

class SqlFailuresTests {

    /// Among them what PostgreSQL says of a login: no event is to blame for that.
    @ParameterizedTest
    @ValueSource(strings = {"08006", "53100", "57P01", "58030", "25006", "42501", "28P01", "28000", "3D000", "25P03",
            "26000", "42P05"})
    void takesThisForAnOutage(String state) {
        var failure = failure(state);

        assertThat(SqlFailures.isOutage(failure)).isTrue();
        assertThat(SqlFailures.isAway(failure)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"22021", "22P02", "23505", "23502", "54000", "42804"})
    void recognizesDataThatIsRefused(String state) {
        assertThat(SqlFailures.isOutage(failure(state))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"40001", "40P01", "57014"})
    void recognizesATransactionThatLost(String state) {
        assertThat(SqlFailures.isOutage(failure(state))).isTrue();
        assertThat(SqlFailures.isAway(failure(state))).isFalse();
    }

    private static RuntimeException failure(String state) {
        return new UncategorizedSQLException("insert", null, new SQLException("refused", state));
    }
}
