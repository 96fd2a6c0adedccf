package io.b24mirror.intake;

import java.time.Clock;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RestController;

import static org.springframework.http.MediaType.APPLICATION_FORM_URLENCODED_VALUE;

/// The handler URL that a portal posts its events to.
@RestController
class EventController {
    private static final String RETRY_AFTER_SECONDS = "10";

    private final EventReceiver receiver;
    private final Clock clock;

    EventController(EventReceiver receiver, Clock clock) {
        this.receiver = receiver;
        this.clock = clock;
    }

    @PostMapping(path = "/bitrix24/events", consumes = APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<Void> receive(@RequestAttribute(RawBody.ATTRIBUTE) RawBody body) {
        return receive(decode(body));
    }

    ResponseEntity<Void> receive(FormTree.Branch form) {
        return answer(receiver.receive(EventReading.read(form, clock.instant())));
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
            case UNAVAILABLE -> {
                var unavailable = new ErrorResponseException(HttpStatus.SERVICE_UNAVAILABLE,
                        Problem.UNAVAILABLE.detail(), null);
                unavailable.getHeaders().set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
                throw unavailable;
            }
        };
    }
}
