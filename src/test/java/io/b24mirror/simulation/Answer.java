package io.b24mirror.simulation;

import java.util.List;
import java.util.OptionalInt;

import tools.jackson.databind.JsonNode;

/// What a method answers: a result and, for a page of a list, where the next one begins and how many there are.
record Answer(JsonNode result, OptionalInt total, OptionalInt next) {

    static final int PAGE = 50;

    static Answer of(JsonNode result) {
        return new Answer(result, OptionalInt.empty(), OptionalInt.empty());
    }

    static Answer list(List<? extends JsonNode> rows) {
        return of(Json.array().addAll(rows));
    }

    /// One page of 50, from `start` on, which is rounded down to a whole page; with -1 nothing is counted. Beyond the
    /// end the last page is repeated.
    static Answer page(List<? extends JsonNode> rows, JsonNode start) {
        var from = (int) Json.number(start, 0);
        var first = Math.min(Math.max(0, from), Math.max(0, rows.size() - 1)) / PAGE * PAGE;
        var end = Math.min(rows.size(), first + PAGE);
        var page = Json.array().addAll(rows.subList(first, end));
        return from < 0
                ? of(page)
                : new Answer(page, OptionalInt.of(rows.size()),
                        end < rows.size() ? OptionalInt.of(end) : OptionalInt.empty());
    }
}
