package io.b24mirror.mirror.text;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/// Emoji as the timeline of the CRM stores and answers them: a colon, the four bytes of the character in UTF-8 as
/// hexadecimal digits, and a colon, such as `:f09f918b:`.
public final class EncodedEmoji {
    private static final Pattern CODE = Pattern.compile(":([0-9A-Fa-f]{8})(?=:)");

    private EncodedEmoji() {}

    /// Replaces the codes that are one character of four bytes; other codes that look alike stay.
    public static @Nullable String decode(@Nullable String text) {
        return text == null || text.indexOf(':') < 0 ? text : decodeCodes(text);
    }

    private static String decodeCodes(String text) {
        var decoded = new StringBuilder(text.length());
        var codes = CODE.matcher(text);
        int from = 0;
        while (codes.find()) {
            if (codes.start() >= from) {
                var character = character(codes.group(1));
                if (character != null) {
                    decoded.append(text, from, codes.start()).append(character);
                    from = codes.end() + 1;
                }
            }
        }
        return decoded.append(text, from, text.length()).toString();
    }

    private static @Nullable String character(String digits) {
        try {
            var character = StandardCharsets.UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(HexFormat.of().parseHex(digits)))
                    .toString();
            return character.codePointCount(0, character.length()) == 1 ? character : null;
        } catch (CharacterCodingException notUtf8) {
            return null;
        }
    }
}
