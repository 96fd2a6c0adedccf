package io.b24mirror.intake.form;

import java.util.ArrayList;
import java.util.List;

/// A decoded key such as `data[FIELDS][ID]`, taken apart: `data`, `FIELDS`, `ID`.
///
/// The first segment is never empty; a later empty one is `[]` and means "append".
///
/// Where PHP guesses, this class refuses: a key without a base name (`[a]`, or nothing before the `=`), a bracket that
/// is not closed or not opened (`a[b`, `a]`), one inside another (`a[b[c]]`), and anything between or after brackets
/// (`a[b]c`). It does not change names as PHP does, which writes `a.b` and `a b` as `a_b` and drops leading blanks.
record FormKey(List<String> segments) {

    /// The longest decoded key, including its brackets, in UTF-16 units.
    static final int MAX_LENGTH = 256;

    /// The most segments of a key: `a` has one, `a[b]` two.
    static final int MAX_DEPTH = 8;

    FormKey {
        segments = List.copyOf(segments);
    }

    static FormKey parse(String key) {
        if (key.length() > MAX_LENGTH) {
            throw new MalformedFormException("A key is longer than %d characters".formatted(MAX_LENGTH));
        }
        int brackets = key.indexOf('[');
        String base = brackets < 0 ? key : key.substring(0, brackets);
        var segments = new ArrayList<String>();
        segments.add(baseName(base));
        for (int at = base.length(); at < key.length(); at = key.indexOf(']', at) + 1) {
            segments.add(bracketed(key, at));
        }
        return new FormKey(bounded(segments));
    }

    /// Returns the branches on the way to the value, from the root.
    List<String> parents() {
        return segments.subList(0, segments.size() - 1);
    }

    /// Returns the name of the value in the innermost branch.
    String name() {
        return segments.getLast();
    }

    private static String baseName(String base) {
        if (base.isEmpty()) {
            throw new MalformedFormException("A key has no name before its brackets");
        }
        if (base.indexOf(']') >= 0) {
            throw new MalformedFormException("A key closes a bracket it did not open");
        }
        return base;
    }

    private static String bracketed(String key, int open) {
        if (key.charAt(open) != '[') {
            throw new MalformedFormException("A key goes on after a closing bracket");
        }
        int close = key.indexOf(']', open);
        if (close < 0) {
            throw new MalformedFormException("A key does not close a bracket");
        }
        String segment = key.substring(open + 1, close);
        if (segment.indexOf('[') >= 0) {
            throw new MalformedFormException("A key has a bracket within brackets");
        }
        return segment;
    }

    private static List<String> bounded(List<String> segments) {
        if (segments.size() > MAX_DEPTH) {
            throw new MalformedFormException("A key is more than %d levels deep".formatted(MAX_DEPTH));
        }
        return segments;
    }
}
