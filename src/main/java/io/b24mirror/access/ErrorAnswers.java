package io.b24mirror.access;

import java.net.URI;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;

import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;

/// What errors say that no room has words for: their status, and nothing of the request or of the machinery.
@RestController
class ErrorAnswers implements ErrorController {

    /// Reached by a failed request inside the server only; whoever asks for this path finds nothing.
    @RequestMapping("/error")
    ResponseEntity<ProblemDetail> answer(HttpServletRequest request) {
        var status = status(request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE));
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(ProblemDetail.forStatus(status));
    }

    private static HttpStatus status(@Nullable Object code) {
        var status = code instanceof Integer number ? HttpStatus.resolve(number) : null;
        return status == null ? HttpStatus.INTERNAL_SERVER_ERROR : status;
    }

    /// Spring names the path that was asked for, and in problems without a type of ours repeats what it did not like.
    @ControllerAdvice
    static class Plain implements ResponseBodyAdvice<Object> {
        private static final URI NO_TYPE = URI.create("about:blank");

        @Override
        public boolean supports(MethodParameter returnType, Class<? extends HttpMessageConverter<?>> converterType) {
            return true;
        }

        @Override
        public @Nullable Object beforeBodyWrite(@Nullable Object body, MethodParameter returnType, MediaType type,
                Class<? extends HttpMessageConverter<?>> converterType, ServerHttpRequest request,
                ServerHttpResponse response) {
            if (body instanceof ProblemDetail problem) {
                problem.setInstance(null);
                if (problem.getType() == null || problem.getType().equals(NO_TYPE)) {
                    problem.setDetail(null);
                }
            }
            return body;
        }
    }

    /// The server throws where parameters are looked at that it cannot read, and would write it down as a mistake
    /// of ours.
    @RestControllerAdvice
    static class UnreadableParameters {
        @ExceptionHandler
        ProblemDetail on(InvalidParameterException unreadable) {
            var problem = ProblemDetail.forStatusAndDetail(status(unreadable.getErrorCode()),
                    "Parameters have to be percent-encoded UTF-8, and there may be at most 1,000 of them");
            problem.setType(URI.create("urn:b24-mirror:unreadable-parameters"));
            return problem;
        }
    }
}
