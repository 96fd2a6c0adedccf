package io.b24mirror.intake.receiver;

import java.net.URI;
import java.util.Locale;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/// What can be wrong with a post, as Problem Details. The texts are fixed and repeat nothing of the post.
enum IntakeProblem {
    MALFORMED(HttpStatus.BAD_REQUEST, "The form cannot be read"), NOT_AUTHENTIC(HttpStatus.FORBIDDEN,
            "The event is not authentic"),
    TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE,
            "The body is larger than 64 KiB"),
    UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE,
            "The event could not be stored"),
    TOO_MANY(HttpStatus.TOO_MANY_REQUESTS,
            "Too many posts arrive that are not authentic");

    private final HttpStatus status;
    private final String title;

    IntakeProblem(HttpStatus status, String title) {
        this.status = status;
        this.title = title;
    }

    ProblemDetail detail() {
        var detail = ProblemDetail.forStatus(status);
        detail.setType(URI.create("urn:b24-mirror:" + name().toLowerCase(Locale.ROOT).replace('_', '-')));
        detail.setTitle(title);
        return detail;
    }

    ProblemDetail detail(String explanation) {
        var detail = detail();
        detail.setDetail(explanation);
        return detail;
    }
}
