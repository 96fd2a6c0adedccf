package io.b24mirror.simulation;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import io.b24mirror.simulation.Violation.Kind;

/// What the simulation saw: every request, and every broken rule. Keeps the newest of a long run.
final class Journal {

    private static final int LIMIT = 100_000;

    private final Clock clock;
    private final Deque<RecordedRequest> requests = new ArrayDeque<>();
    private final Deque<Violation> violations = new ArrayDeque<>();

    Journal(Clock clock) {
        this.clock = clock;
    }

    synchronized void record(RecordedRequest request) {
        append(requests, request);
    }

    synchronized void violated(Kind kind, String detail) {
        append(violations, new Violation(kind, detail, clock.instant()));
    }

    synchronized List<RecordedRequest> requests() {
        return List.copyOf(requests);
    }

    synchronized List<Violation> violations() {
        return List.copyOf(violations);
    }

    synchronized void clear() {
        requests.clear();
        violations.clear();
    }

    private static <T> void append(Deque<T> log, T entry) {
        log.addLast(entry);
        if (log.size() > LIMIT) {
            log.removeFirst();
        }
    }
}
