package io.b24mirror.mirror.text;

import java.util.HashMap;
import java.util.Map;

/// Finds endings, whatever their case. Asked from the beginning of a text to its end, it looks through the text once
/// per ending.
final class Ends {
    private static final int NONE = -1;

    private final CharSequence text;
    private final Map<String, Integer> found = new HashMap<>();

    Ends(CharSequence text) {
        this.text = text;
    }

    /// The index of the first one that begins there or later; -1 if there is none.
    int next(String ending, int from) {
        var last = found.get(ending);
        if (last == null || (last != NONE && last < from)) {
            last = search(ending, from);
            found.put(ending, last);
        }
        return last;
    }

    private int search(String ending, int from) {
        for (int at = from; at + ending.length() <= text.length(); at++) {
            if (isAt(ending, at)) {
                return at;
            }
        }
        return NONE;
    }

    private boolean isAt(String ending, int at) {
        for (int i = 0; i < ending.length(); i++) {
            if (Character.toLowerCase(text.charAt(at + i)) != ending.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
