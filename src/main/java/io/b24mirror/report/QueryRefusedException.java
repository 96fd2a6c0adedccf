package io.b24mirror.report;

import java.net.URI;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/// A query that cannot be answered; the detail says why.
public class QueryRefusedException extends ErrorResponseException {
    private QueryRefusedException(HttpStatus status, String type, String detail) {
        super(status, problem(status, type, detail), null);
    }

    /// Nothing was found; answered with 404 and this detail.
    public static QueryRefusedException notFound(String detail) {
        return new QueryRefusedException(HttpStatus.NOT_FOUND, "not-found", detail);
    }

    /// No accepted format is supported; answered with 406 and this detail.
    public static QueryRefusedException notAcceptable(String detail) {
        return new QueryRefusedException(HttpStatus.NOT_ACCEPTABLE, "not-acceptable", detail);
    }

    private static ProblemDetail problem(HttpStatus status, String type, String detail) {
        var problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(URI.create("urn:b24-mirror:" + type));
        return problem;
    }
}
