package io.b24mirror.intake.source;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

import io.b24mirror.intake.event.Post;
import io.b24mirror.intake.event.ReceiveOutcome;

/// Tracks where posts come from, after they are answered. A failure to do so is logged and affects no post.
@Component
public class SourceTracker {
    private static final Logger log = LoggerFactory.getLogger(SourceTracker.class);

    private final RejectedDeliveryCounter rejected;
    private final UnlistedSources unlisted;

    SourceTracker(RejectedDeliveryCounter rejected, UnlistedSources unlisted) {
        this.rejected = rejected;
        this.unlisted = unlisted;
    }

    /// Takes note of a post and its outcome.
    ///
    /// @param source
    ///            the address that it came from
    public void track(Post post, ReceiveOutcome outcome, String source) {
        try {
            switch (outcome) {
                case ACCEPTED -> accepted(post, source);
                case NOT_AUTHENTIC ->
                    rejected.count(post.event().memberId(), source, post.event().receivedAt());
                case TOO_MANY, UNAVAILABLE -> {
                    // says nothing about the source
                }
            }
        } catch (RuntimeException e) {
            log.warn("Could not look at the sender of an event: {}", e.getClass().getSimpleName());
        }
    }

    private void accepted(Post post, String source) {
        switch (post) {
            case Post.Event _ -> unlisted.accepted(source);
            case Post.Installation _ -> {
                // accepted as a claim, which strangers may post as well
            }
        }
    }
}
