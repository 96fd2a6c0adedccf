package io.b24mirror.chaos;

import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;

/// What went over a wire when: requests of one kind, each from its first byte to the first one of its answer.
final class Exchanges {
    private final Predicate<String> isOfInterest;
    private final Queue<Conversation> conversations = new ConcurrentLinkedQueue<>();

    Exchanges(Predicate<String> isOfInterest) {
        this.isOfInterest = isOfInterest;
    }

    /// A request and its answer.
    record Exchange(Instant begin, Instant end) {
        boolean overlaps(Exchange other) {
            return begin.isBefore(other.end) && other.begin.isBefore(end);
        }
    }

    Conversation begin() {
        var conversation = new Conversation();
        conversations.add(conversation);
        return conversation;
    }

    /// Those that were answered.
    List<Exchange> answered() {
        return conversations.stream().flatMap(conversation -> conversation.done.stream()).toList();
    }

    /// How many requests wait for their answers.
    long underWay() {
        return conversations.stream().filter(Conversation::isWaiting).count();
    }

    /// The requests over one connection, one after the other.
    final class Conversation {
        private final Queue<Exchange> done = new ConcurrentLinkedQueue<>();
        private final StringBuilder request = new StringBuilder();
        private @Nullable Instant begunAt;
        private @Nullable Instant answeredAt;

        /// A request may come in several pieces, and so may its answer; the next request ends it.
        synchronized void asked(byte[] bytes, int length) {
            if (begunAt == null || answeredAt != null) {
                request.setLength(0);
                begunAt = Instant.now();
                answeredAt = null;
            }
            request.append(new String(bytes, 0, length, ISO_8859_1));
        }

        synchronized void answered() {
            if (isWaiting()) {
                done.add(new Exchange(requireNonNull(begunAt), Instant.now()));
            }
            answeredAt = Instant.now();
        }

        /// The connection is gone, and with it the answer that was still to come.
        synchronized void ended() {
            begunAt = null;
        }

        private synchronized boolean isWaiting() {
            return begunAt != null && answeredAt == null && isOfInterest.test(request.toString());
        }
    }
}
