package io.b24mirror.mirror.text;

import java.util.regex.Pattern;

/// A link whose words are being written.
///
/// @param line
///            the line on which they begin
/// @param column
///            where on it
record OpenLink(String address, int line, int column) {
    private static final Pattern UNREAD = Pattern.compile("(?i)(#|javascript:|cid:|data:).*", Pattern.DOTALL);
    private static final Pattern AROUND = Pattern.compile("(?i)^(https?://|mailto:|tel:)|/$");

    /// Lets the address follow the words, unless they are the address.
    void end(PlainWriter writer) {
        if (address.isEmpty() || UNREAD.matcher(address).matches()) {
            return;
        }
        if (writer.number() != line) {
            writer.words(inBrackets());
            return;
        }
        var words = writer.since(column).strip();
        if (words.isEmpty() || bare(words).equalsIgnoreCase(bare(address))) {
            writer.backTo(column);
            writer.words(shown());
        } else {
            writer.stripLine();
            writer.words(inBrackets());
        }
    }

    private String inBrackets() {
        return " (" + shown() + ")";
    }

    private String shown() {
        return address.replaceFirst("(?i)^(mailto|tel):", "");
    }

    private static String bare(String address) {
        return AROUND.matcher(address).replaceAll("");
    }
}
