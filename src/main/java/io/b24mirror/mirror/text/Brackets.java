package io.b24mirror.mirror.text;

import java.util.Arrays;

/// Where the square brackets of a text are closed, which may hold others.
final class Brackets {
    private final int[] closings;

    Brackets(CharSequence text) {
        closings = new int[text.length()];
        Arrays.fill(closings, -1);
        var open = new int[text.length()];
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '[') {
                open[depth++] = i;
            } else if (c == ']' && depth > 0) {
                closings[open[--depth]] = i;
            }
        }
    }

    /// The index of the bracket that closes this one; -1 if none does.
    int closing(int opening) {
        return closings[opening];
    }
}
