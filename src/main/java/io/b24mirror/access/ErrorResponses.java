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

/// Responds to errors that no room handles with their status, and reveals nothing of the request or the software.
@RestController
class ErrorResponses implements ErrorController {

    /// Reached only by a failed request inside the server; requests for this path get 404.
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

    /// Removes the requested path, and from problems without a type of ours the detail, in which Spring repeats
    /// the input.
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

    /// Tomcat throws when parameters are read that it cannot parse, and would log that as an error of the service.
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
