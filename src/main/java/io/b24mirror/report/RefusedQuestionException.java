package io.b24mirror.report;

import java.net.URI;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/// There is no answer to a question, for a reason that its text tells.
public class RefusedQuestionException extends ErrorResponseException {
    private RefusedQuestionException(HttpStatus status, String type, String detail) {
        super(status, problem(status, type, detail), null);
    }

    /// Nothing is there; answered with 404 and these words.
    public static RefusedQuestionException notFound(String detail) {
        return new RefusedQuestionException(HttpStatus.NOT_FOUND, "not-found", detail);
    }

    public static RefusedQuestionException notAcceptable(String detail) {
        return new RefusedQuestionException(HttpStatus.NOT_ACCEPTABLE, "not-acceptable", detail);
    }

    private static ProblemDetail problem(HttpStatus status, String type, String detail) {
        var problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(URI.create("urn:b24-mirror:" + type));
        return problem;
    }
}
