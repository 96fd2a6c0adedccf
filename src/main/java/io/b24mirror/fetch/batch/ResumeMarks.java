package io.b24mirror.fetch.batch;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/// Records how far the long readings of one batch have come. One thread reads, another stores the marks now and then.
final class ResumeMarks {
    private final Map<LeasedFetch, String> marks = new ConcurrentHashMap<>();

    /// Notes that a step was answered.
    ///
    /// @param mark
    ///            of the step; null leaves the one before
    void note(LeasedFetch claimed, @Nullable String mark) {
        if (mark != null) {
            marks.put(claimed, mark);
        }
    }

    /// Returns where the next reading should begin.
    @Nullable
    String of(LeasedFetch claimed) {
        return marks.getOrDefault(claimed, claimed.mark());
    }

    /// Returns whether the reading has come further than where it began.
    boolean isBeyond(LeasedFetch claimed) {
        var mark = marks.get(claimed);
        return mark != null && !mark.equals(claimed.mark());
    }

    Map<LeasedFetch, String> all() {
        return new HashMap<>(marks);
    }
}
