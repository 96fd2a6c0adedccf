package io.b24mirror.fetch;

import java.util.regex.Pattern;

/// A kind of record, for example `calendar_event`: the name that `reporting.pending_fetches` shows.
public record RecordKind(String name) implements Comparable<RecordKind> {
    private static final Pattern FORM = Pattern.compile("[a-z_]{1,40}");

    /// @throws IllegalArgumentException
    ///             unless the name consists of lower-case letters and `_`
    public RecordKind {
        if (!FORM.matcher(name).matches()) {
            throw new IllegalArgumentException("Not a kind of record: " + name);
        }
    }

    @Override
    public int compareTo(RecordKind other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
