package io.b24mirror.mirror.json;

/// Texts as PostgreSQL takes them: it refuses NUL characters, and halves of surrogate pairs are no Unicode.
public final class StorableText {
    private static final char REPLACEMENT = '\uFFFD';

    private StorableText() {}

    /// Replaces what cannot be stored.
    public static String of(String text) {
        var firstBad = firstBad(text);
        if (firstBad < 0) {
            return text;
        }
        var repaired = new StringBuilder(text.length()).append(text, 0, firstBad);
        for (int i = firstBad; i < text.length(); i++) {
            repaired.append(isBad(text, i) ? REPLACEMENT : text.charAt(i));
        }
        return repaired.toString();
    }

    private static int firstBad(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isBad(text, i)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isBad(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return i == 0 || !Character.isHighSurrogate(text.charAt(i - 1));
        }
        return c == 0;
    }
}
