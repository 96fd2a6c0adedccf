package io.b24mirror.access;

import java.io.IOException;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

import io.b24mirror.access.login.TooManyLoginsException;

import static java.nio.charset.StandardCharsets.UTF_8;

/// Problem Details with fixed texts, for requests that are refused before any controller sees them.
enum SecurityProblem {
    /// The request has no valid credentials.
    UNAUTHENTICATED(401, "A user and a password are needed"),
    /// The user lacks the role, or another site sent the request.
    FORBIDDEN(403, "This user may not do that"),
    /// No room serves the path.
    NOT_FOUND(404, "There is nothing here"),
    /// The source or user is throttled.
    TOO_MANY_LOGINS(429, "Too many logins have failed, try again later");

    private final int status;
    private final String json;

    SecurityProblem(int status, String title) {
        this.status = status;
        json = "{\"type\":\"urn:b24-mirror:%s\",\"title\":\"%s\",\"status\":%d}".formatted(
                name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'), title, status);
    }

    void answer(HttpServletResponse response) throws IOException {
        response.setStatus(status);
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.getOutputStream().write(json.getBytes(UTF_8));
    }

    static void answer(TooManyLoginsException tooMany, HttpServletResponse response) throws IOException {
        response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(tooMany.seconds()));
        TOO_MANY_LOGINS.answer(response);
    }
}
