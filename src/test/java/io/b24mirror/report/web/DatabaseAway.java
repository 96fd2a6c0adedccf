package io.b24mirror.report.web;

import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.CannotGetJdbcConnectionException;

/// The read API without its database.
public final class DatabaseAway {
    private DatabaseAway() {}

    /// What every reader gets then.
    public static ResponseEntity<ProblemDetail> answer() {
        return new ReportErrors().onDatabase(new CannotGetJdbcConnectionException("away"));
    }
}
