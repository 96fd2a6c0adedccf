package io.b24mirror.intake.source;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

import io.b24mirror.intake.EventCatalog;
import io.b24mirror.intake.event.PostedEvent;
import io.b24mirror.intake.event.Reception;

/// Looks at where events come from, once their fate is decided. It decides nothing, and its troubles are nobody else's.
@Component
public class Senders {
    private static final Logger log = LoggerFactory.getLogger(Senders.class);

    private final Refusals refusals;
    private final ListedSenders listed;

    Senders(Refusals refusals, ListedSenders listed) {
        this.refusals = refusals;
        this.listed = listed;
    }

    public void note(PostedEvent event, Reception reception, String source) {
        try {
            switch (reception) {
                case ACCEPTED -> accepted(event, source);
                case NOT_AUTHENTIC -> refusals.count(event.memberId(), source, event.receivedAt());
                case TOO_MANY, UNAVAILABLE -> {
                    // says nothing about the sender
                }
            }
        } catch (RuntimeException e) {
            log.warn("Could not look at the sender of an event: {}", e.getClass().getSimpleName());
        }
    }

    /// An installation is accepted as a claim, which anybody may post.
    private void accepted(PostedEvent event, String source) {
        if (!event.code().equals(EventCatalog.INSTALL)) {
            listed.accepted(source);
        }
    }
}
