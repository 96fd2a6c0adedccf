package io.b24mirror.startup.database;

import java.sql.SQLException;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/// Explains that PostgreSQL cannot be reached, or refuses the login.
final class DatabaseAnalyzer extends AbstractFailureAnalyzer<SQLException> {
    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, SQLException cause) {
        var refusal = ConnectionPooler.refusal(cause);
        if (refusal != null) {
            return analysis(refusal, cause);
        }
        var state = String.valueOf(cause.getSQLState());
        var unknown = DatabaseWait.unknownHost(cause);
        if (unknown != null) {
            return analysis("SPRING_DATASOURCE_URL names a host that is not known", unknown);
        }
        if (state.equals("08004")) {
            return analysis("SPRING_DATASOURCE_USERNAME and SPRING_DATASOURCE_PASSWORD do not open PostgreSQL", cause);
        }
        if (state.startsWith("08") || state.equals("57P03")) {
            return analysis("SPRING_DATASOURCE_URL names a PostgreSQL that cannot be reached", cause);
        }
        if (state.startsWith("28")) {
            return analysis("SPRING_DATASOURCE_USERNAME and SPRING_DATASOURCE_PASSWORD do not open PostgreSQL", cause);
        }
        if (state.equals("3D000")) {
            return analysis("SPRING_DATASOURCE_URL names a database that does not exist", cause);
        }
        if (state.equals("53300") || state.equals("55000")) {
            return analysis("SPRING_DATASOURCE_URL names a PostgreSQL that takes no connection now", cause);
        }
        return null;
    }

    private static FailureAnalysis analysis(String description, Exception cause) {
        return new FailureAnalysis(description + ": " + cause.getMessage(), "", cause);
    }
}
