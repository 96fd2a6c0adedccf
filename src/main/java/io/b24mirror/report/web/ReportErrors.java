package io.b24mirror.report.web;

import java.net.URI;
import java.sql.SQLException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

import io.b24mirror.report.BadParameterException;
import io.b24mirror.report.Resource;

/// Translates the errors of queries to Problem Details that say what to change.
@RestControllerAdvice(basePackageClasses = Resource.class)
class ReportErrors {
    private static final Logger log = LoggerFactory.getLogger(ReportErrors.class);
    private static final String CANCELLED = "57014";
    private static final String BAD_DATA = "22";
    private static final String RETRY_AFTER_SECONDS = "5";

    @ExceptionHandler
    ProblemDetail onBadParameter(BadParameterException bad) {
        var problem = problem(HttpStatus.BAD_REQUEST, "bad-parameter", "A parameter is not understood",
                String.valueOf(bad.getMessage()));
        problem.setProperty("parameter", bad.parameter());
        problem.setProperty("allowed", bad.allowed());
        return problem;
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> onDatabase(DataAccessException failure) {
        var state = state(failure);
        if (state.equals(CANCELLED)) {
            return ResponseEntity.badRequest()
                    .body(problem(HttpStatus.BAD_REQUEST, "too-much",
                            "The question takes too long", "Narrow it by portal, from and to, or ask for fewer rows"));
        }
        if (state.startsWith(BAD_DATA)) {
            return ResponseEntity.badRequest()
                    .body(problem(HttpStatus.BAD_REQUEST, "bad-parameter",
                            "A parameter is not understood", "The database does not take a value of the question"));
        }
        log.warn("A reader's question failed: {}", failure.getClass().getSimpleName(), failure);
        return unavailable(failure instanceof CannotGetJdbcConnectionException
                ? "Other readers' questions take all connections, or the database is away"
                : "The database is in trouble");
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> onTooManyExports(TooManyExportsException tooMany) {
        return unavailable(String.valueOf(tooMany.getMessage()));
    }

    private static ResponseEntity<ProblemDetail> unavailable(String detail) {
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                .body(problem(HttpStatus.SERVICE_UNAVAILABLE, "unavailable", "The question cannot be answered now",
                        detail));
    }

    private static String state(DataAccessException failure) {
        return failure.getMostSpecificCause() instanceof SQLException sql ? String.valueOf(sql.getSQLState()) : "";
    }

    private static ProblemDetail problem(HttpStatus status, String type, String title, String detail) {
        var problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(URI.create("urn:b24-mirror:" + type));
        problem.setTitle(title);
        return problem;
    }
}
