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

    /// Takes rows; the portal holds them for us until it hears that they are done.
    static Call hold() {
        return Call.of("event.offline.get", "clear", 0).with("limit", PAGE);
    }

    /// Takes rows, and the portal forgets them at once.
    static Call take() {
        return Call.of("event.offline.get", "clear", 1).with("limit", PAGE);
    }

    /// Shows a page of the queue, whoever holds its rows.
    static Call list(int start) {
        return Call.of("event.offline.list", "start", start);
    }

    /// Whether the portal's plan does not include holding rows (`rest_offline_extended`). The refusal itself is asked
    /// for, rather than `feature.get` before it, since it is always up to date.
    static boolean isBeyondPlan(BitrixFailure failure) {
        return failure instanceof BitrixFailure.Forbidden(var summary) && summary.startsWith("WRONG_LICENSE");
    }

    /// A call by which the portal hears what became of rows.
    record Telling(Call call, List<PendingRow> rows) {}

    /// Tells the portal what became of rows.
    static List<Telling> tell(List<PendingRow> rows) {
        var names = new TreeMap<String, Names>();
        for (var row : rows) {
            var processId = row.row().processId();
            if (processId != null && row.row().isHeld()) {
                var method = row.state() == State.DONE ? "event.offline.clear" : "event.offline.error";
                names.computeIfAbsent(method + " " + processId, _ -> new Names(method, processId)).add(row);
            }
        }
        return names.values().stream().flatMap(Names::tellings).toList();
    }

    /// Rows of one process, by what the portal calls them.
    private record Names(String method, String processId, List<PendingRow> messages, List<PendingRow> ids) {
        Names(String method, String processId) {
            this(method, processId, new ArrayList<>(), new ArrayList<>());
        }

        void add(PendingRow row) {
            (row.row().messageId() != null ? messages : ids).add(row);
        }

        Stream<Telling> tellings() {
            return Stream.concat(telling("message_id", messages, QueueRow::messageId),
                    telling("id", ids, QueueRow::rowId));
        }

        private Stream<Telling> telling(String by, List<PendingRow> rows, Function<QueueRow, @Nullable Object> name) {
            var names = rows.stream().map(row -> requireNonNull(name.apply(row.row()))).toList();
            return names.isEmpty()
                    ? Stream.empty()
                    : Stream.of(new Telling(Call.of(method, "process_id", processId).with(by, names), rows));
        }
    }
}
