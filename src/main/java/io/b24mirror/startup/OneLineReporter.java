package io.b24mirror.startup;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalysisReporter;

/// Reports a failed start in one line, instead of Spring Boot's block of text.
final class OneLineReporter implements FailureAnalysisReporter {
    private static final Logger log = LoggerFactory.getLogger(OneLineReporter.class);

    @Override
    public void report(FailureAnalysis analysis) {
        var action = analysis.getAction();
        var line = action == null || action.isBlank()
                ? analysis.getDescription()
                : analysis.getDescription() + " " + action;
        log.error("Cannot start: {}", line.strip().replaceAll("\\s*\\R\\s*", " "));
    }
}
