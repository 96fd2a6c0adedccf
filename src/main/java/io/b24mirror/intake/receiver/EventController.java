package io.b24mirror.intake.receiver;

import java.time.Clock;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RestController;

import io.b24mirror.intake.event.EventFormParser;
import io.b24mirror.intake.event.Post;
import io.b24mirror.intake.event.ReceiveOutcome;
import io.b24mirror.intake.form.FormDecoder;
import io.b24mirror.intake.form.FormTree;
import io.b24mirror.intake.form.RawBody;
import io.b24mirror.intake.source.SourceTracker;
import io.b24mirror.ratelimit.ClientAddress;

import static org.springframework.http.MediaType.APPLICATION_FORM_URLENCODED_VALUE;

/// The handler URL that a portal posts its events to.
@RestController
class EventController {
    private static final String RETRY_AFTER_SECONDS = "10";

    private final EventReceiver receiver;
    private final SourceTracker sources;
    private final Clock clock;

    EventController(EventReceiver receiver, SourceTracker sources, Clock clock) {
        this.receiver = receiver;
        this.sources = sources;
        this.clock = clock;
    }

    @PostMapping(path = "/bitrix24/events", consumes = APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<Void> receive(@RequestAttribute(RawBody.ATTRIBUTE) RawBody body, HttpServletRequest request) {
        return receive(decode(body), request.getRemoteAddr());
    }

    /// Receives an event.
    ///
    /// @param source
    ///            the address that it came from
    ResponseEntity<Void> receive(FormTree.Branch form, String source) {
        var post = Post.of(EventFormParser.parse(form, clock.instant(), ClientAddress.of(source)));
        var outcome = receiver.receive(post);
        sources.track(post, outcome, source);
        return answer(outcome);
    }

    static FormTree.Branch decode(RawBody body) {
        return FormDecoder.decode(body.bytes().orElseThrow(EventController::tooLarge));
    }

    private static ErrorResponseException tooLarge() {
        return new ErrorResponseException(HttpStatus.CONTENT_TOO_LARGE, IntakeProblem.TOO_LARGE.detail(), null);
    }

    private static ResponseEntity<Void> answer(ReceiveOutcome outcome) {
        return switch (outcome) {
            case ACCEPTED -> ResponseEntity.ok().build();
            case NOT_AUTHENTIC -> throw new ErrorResponseException(HttpStatus.FORBIDDEN,
                    IntakeProblem.NOT_AUTHENTIC.detail(), null);
            case TOO_MANY -> throw later(HttpStatus.TOO_MANY_REQUESTS, IntakeProblem.TOO_MANY);
            case UNAVAILABLE -> throw later(HttpStatus.SERVICE_UNAVAILABLE, IntakeProblem.UNAVAILABLE);
        };
    }

    private static ErrorResponseException later(HttpStatus status, IntakeProblem problem) {
        var later = new ErrorResponseException(status, problem.detail(), null);
        later.getHeaders().set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        return later;
    }
}
