package io.b24mirror.intake;

import java.time.Clock;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RestController;

import io.b24mirror.intake.form.FormDecoder;
import io.b24mirror.intake.form.FormTree;
import io.b24mirror.intake.form.RawBody;
import io.b24mirror.ratelimit.ClientAddress;

import static org.springframework.http.MediaType.APPLICATION_FORM_URLENCODED_VALUE;

/// The handler URL that a portal posts its events to.
@RestController
class EventController {
    private static final String RETRY_AFTER_SECONDS = "10";

    private final EventReceiver receiver;
    private final Senders senders;
    private final Clock clock;

    EventController(EventReceiver receiver, Senders senders, Clock clock) {
        this.receiver = receiver;
        this.senders = senders;
        this.clock = clock;
    }

    @PostMapping(path = "/bitrix24/events", consumes = APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<Void> receive(@RequestAttribute(RawBody.ATTRIBUTE) RawBody body, HttpServletRequest request) {
        return receive(decode(body), request.getRemoteAddr());
    }

    /// @param source
    ///            the address that it came from
    ResponseEntity<Void> receive(FormTree.Branch form, String source) {
        var event = EventReading.read(form, clock.instant(), ClientAddress.of(source));
        var reception = receiver.receive(event);
        senders.note(event, reception, source);
        return answer(reception);
    }

    static FormTree.Branch decode(RawBody body) {
        return FormDecoder.decode(body.bytes().orElseThrow(EventController::tooLarge));
    }

    private static ErrorResponseException tooLarge() {
        return new ErrorResponseException(HttpStatus.CONTENT_TOO_LARGE, Problem.TOO_LARGE.detail(), null);
    }

    private static ResponseEntity<Void> answer(Reception reception) {
        return switch (reception) {
            case ACCEPTED -> ResponseEntity.ok().build();
            case NOT_AUTHENTIC -> throw new ErrorResponseException(HttpStatus.FORBIDDEN,
                    Problem.NOT_AUTHENTIC.detail(), null);
            case TOO_MANY -> throw later(HttpStatus.TOO_MANY_REQUESTS, Problem.TOO_MANY);
            case UNAVAILABLE -> throw later(HttpStatus.SERVICE_UNAVAILABLE, Problem.UNAVAILABLE);
        };
    }

    private static ErrorResponseException later(HttpStatus status, Problem problem) {
        var later = new ErrorResponseException(status, problem.detail(), null);
        later.getHeaders().set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        return later;
    }
}
