package io.b24mirror.mirror.text;

import org.jspecify.annotations.Nullable;

/// Texts of Bitrix24 as a person reads them.
///
/// The portal keeps what its editors write, BB codes, and what calendars and mails bring along, HTML. Both may occur in
/// one text. Addresses follow the words that link to them, quotations begin with `> `, elements of lists with `- ` or
/// their number, cells of a table are parted by ` | `. Tags that are unknown, and BB codes that lack their counterpart,
/// are words of the text.
public final class PlainText {
    private PlainText() {}

    /// Converts a text; null where there is nothing to read in it.
    public static @Nullable String of(@Nullable String text) {
        return text == null ? null : of((CharSequence) text);
    }

    static @Nullable String of(CharSequence text) {
        var plain = new Rendering(text, Markup.tokens(text)).plain();
        return plain.isEmpty() ? null : plain;
    }
}
