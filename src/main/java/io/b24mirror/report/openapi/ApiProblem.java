package io.b24mirror.report.openapi;

import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.responses.ApiResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

import static org.springframework.http.MediaType.APPLICATION_PROBLEM_JSON_VALUE;

/// Errors that the OpenAPI document names once, under `components/responses`, for every operation to refer to.
enum ApiProblem {
    /// A parameter is invalid, or the statement timed out.
    BadQuestion(HttpStatus.BAD_REQUEST, "A parameter is not understood, or the question takes too long"),
    /// The request has no valid credentials.
    NoLogin(HttpStatus.UNAUTHORIZED, "No login, or a wrong one"),
    /// The user lacks the role.
    Forbidden(HttpStatus.FORBIDDEN, "This user may not do that"),
    /// The portal or record is unknown.
    NotFound(HttpStatus.NOT_FOUND, "There is no such portal or record"),
    /// The action does not fit the state of the portal or record.
    Conflict(HttpStatus.CONFLICT, "The state of the portal or record forbids that"),
    /// No accepted format is supported.
    NotAcceptable(HttpStatus.NOT_ACCEPTABLE, "Only other formats than those asked for"),
    /// The source or user is throttled.
    TooManyLogins(HttpStatus.TOO_MANY_REQUESTS, "Too many logins have failed"),
    /// The database or a slot for exports is unavailable.
    Unavailable(HttpStatus.SERVICE_UNAVAILABLE, "The database is away, or too many ask at once");

    private final HttpStatus status;
    private final String meaning;

    ApiProblem(HttpStatus status, String meaning) {
        this.status = status;
        this.meaning = meaning;
    }

    String status() {
        return Integer.toString(status.value());
    }

    ApiResponse reference() {
        return new ApiResponse().$ref("#/components/responses/" + name());
    }

    ApiResponse answer(ApiExamples examples) {
        var body = new MediaType().schema(ApiSchemas.reference(ApiSchemas.PROBLEM));
        var example = examples.of(ApiExamples.PROBLEMS, status());
        if (example != null) {
            body.example(example);
        }
        var answer = new ApiResponse().description(meaning)
                .content(new Content().addMediaType(APPLICATION_PROBLEM_JSON_VALUE, body));
        return this == TooManyLogins || this == Unavailable
                ? answer.addHeaderObject(HttpHeaders.RETRY_AFTER, ApiResponseModels.header(HttpHeaders.RETRY_AFTER))
                : answer;
    }
}
