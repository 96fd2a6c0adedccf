package io.b24mirror.operator;

import java.net.URI;
import java.util.Locale;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/// Translates refused and failed actions to Problem Details that say what to do.
@RestControllerAdvice(assignableTypes = {PortalActionController.class, RecordActionController.class})
class ActionErrors {
    private static final Logger log = LoggerFactory.getLogger(ActionErrors.class);
    private static final String RETRY_AFTER_SECONDS = "5";

    @ExceptionHandler
    ProblemDetail onRefusal(ActionRefusedException refused) {
        var problem = ProblemDetail.forStatusAndDetail(switch (refused.reason()) {
            case UNKNOWN_PORTAL, UNKNOWN_FETCH -> HttpStatus.NOT_FOUND;
            case PORTAL_STATE, BEING_READ -> HttpStatus.CONFLICT;
            case BAD_PARAMETER -> HttpStatus.BAD_REQUEST;
        }, String.valueOf(refused.getMessage()));
        problem.setType(type(refused.reason().name().toLowerCase(Locale.ROOT).replace('_', '-')));
        problem.setTitle(switch (refused.reason()) {
            case UNKNOWN_PORTAL -> "There is no such portal";
            case UNKNOWN_FETCH -> "There is nothing of this record to be read";
            case PORTAL_STATE -> "The portal's state forbids that";
            case BEING_READ -> "The record is being read";
            case BAD_PARAMETER -> "A parameter is not understood";
        });
        if (refused.parameter() != null) {
            problem.setProperty("parameter", refused.parameter());
            problem.setProperty("allowed", refused.allowed());
        }
        return problem;
    }

    @ExceptionHandler({DataAccessException.class, TransactionException.class})
    ResponseEntity<ProblemDetail> onDatabase(RuntimeException failure) {
        log.warn("An operator's action failed: {}", failure.getClass().getSimpleName(), failure);
        var problem = ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE,
                "The database is in trouble. What was asked for may have been done: look before you repeat it");
        problem.setType(type("unavailable"));
        problem.setTitle("The action cannot be done now");
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                .body(problem);
    }

    private static URI type(String name) {
        return URI.create("urn:b24-mirror:" + name);
    }
}
