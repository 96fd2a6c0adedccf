package io.b24mirror.offline;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.b24mirror.bitrix.BitrixFailure;
import io.b24mirror.bitrix.Call;
import io.b24mirror.offline.PendingRow.State;

import static java.util.Objects.requireNonNull;

/// The calls of `event.offline.*`.
final class QueueCalls {
    private static final int PAGE = 50;

    private QueueCalls() {}

    /// Takes rows, which the portal holds for us until they are acknowledged.
    static Call hold() {
        return Call.of("event.offline.get", "clear", 0).with("limit", PAGE);
    }

    /// Takes rows, and the portal forgets them at once.
    static Call take() {
        return Call.of("event.offline.get", "clear", 1).with("limit", PAGE);
    }

    /// Lists a page of the queue, including rows that are held.
    static Call list(int start) {
        return Call.of("event.offline.list", "start", start);
    }

    /// Returns whether the portal's plan does not include holding rows (`rest_offline_extended`). We rely on the
    /// refusal rather than ask `feature.get` first, because a refusal is always up to date.
    static boolean isBeyondPlan(BitrixFailure failure) {
        return failure instanceof BitrixFailure.Forbidden(var summary) && summary.startsWith("WRONG_LICENSE");
    }

    /// A call that tells the portal what became of rows.
    record Acknowledgement(Call call, List<PendingRow> rows) {}

    /// Returns the calls that tell the portal what became of rows.
    static List<Acknowledgement> acknowledge(List<PendingRow> rows) {
        var names = new TreeMap<String, RowNames>();
        for (var row : rows) {
            var processId = row.row().processId();
            if (processId != null && row.row().isHeld()) {
                var method = row.state() == State.DONE ? "event.offline.clear" : "event.offline.error";
                names.computeIfAbsent(method + " " + processId, _ -> new RowNames(method, processId)).add(row);
            }
        }
        return names.values().stream().flatMap(RowNames::acknowledgements).toList();
    }

    /// Rows of one process, by the names that the portal has for them.
    private record RowNames(String method, String processId, List<PendingRow> messages, List<PendingRow> ids) {
        RowNames(String method, String processId) {
            this(method, processId, new ArrayList<>(), new ArrayList<>());
        }

        void add(PendingRow row) {
            (row.row().messageId() != null ? messages : ids).add(row);
        }

        Stream<Acknowledgement> acknowledgements() {
            return Stream.concat(acknowledgement("message_id", messages, QueueRow::messageId),
                    acknowledgement("id", ids, QueueRow::rowId));
        }

        private Stream<Acknowledgement> acknowledgement(String by, List<PendingRow> rows,
                Function<QueueRow, @Nullable Object> name) {
            var names = rows.stream().map(row -> requireNonNull(name.apply(row.row()))).toList();
            return names.isEmpty()
                    ? Stream.empty()
                    : Stream.of(new Acknowledgement(Call.of(method, "process_id", processId).with(by, names), rows));
        }
    }
}
