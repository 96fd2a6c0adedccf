package io.b24mirror.intake.receiver;

import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

import io.b24mirror.intake.form.MalformedFormException;

@RestControllerAdvice
class IntakeErrorHandler {
    @ExceptionHandler
    ProblemDetail onMalformedForm(MalformedFormException malformed) {
        return IntakeProblem.MALFORMED.detail(String.valueOf(malformed.getMessage()));
    }
}
