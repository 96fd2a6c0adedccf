package io.b24mirror.startup.database;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/// Explains that the database is one of a pre-release.
final class PreReleaseAnalyzer extends AbstractFailureAnalyzer<PreReleaseDatabaseException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, PreReleaseDatabaseException cause) {
        return new FailureAnalysis(cause.getMessage() + ":", "create an empty database and name that", cause);
    }
}
