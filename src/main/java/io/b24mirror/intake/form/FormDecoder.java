package io.b24mirror.intake.form;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// Reads `application/x-www-form-urlencoded` with PHP's bracketed keys (`data[FIELDS][ID]=7`), the format of every
/// Bitrix24 event.
///
/// It runs before the sender is known, so it is strict and bounded. Malformed are: a `%` without two hexadecimal
/// digits, bytes that are not UTF-8, a key that [FormKey] refuses, a single value and a tree under one key, and
/// anything over the limits. Brackets may stand as they are or encoded, `+` is a blank, empty pairs (`&&`) are skipped
/// and not counted, a pair without `=` has the empty value. [FormTreeBuilder] says which value wins and what `[]`
/// means. Characters are kept as they come, NUL included; [FormTree#toPlain] deals with those a database refuses.
///
/// Its time is linear in the length of the body: three scans pass over each byte at most once, one for the end of the
/// pair, one for its `=`, one to decode it; a key is read in a few more and put with at most
/// [FormKey#MAX_DEPTH] look-ups, in maps that stay logarithmic when an attacker makes the hashes of keys collide.
public final class FormDecoder {

    /// The longest body, in bytes.
    static final int MAX_BODY_BYTES = 64 * 1024;

    /// The most pairs of a body, including repeated keys.
    static final int MAX_PAIRS = 256;

    private final byte[] body;
    private final ByteBuffer unescaped;
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
    private final FormTreeBuilder tree = new FormTreeBuilder();
    private int pairs;

    private FormDecoder(byte[] body) {
        this.body = body;
        this.unescaped = ByteBuffer.allocate(body.length);
    }

    /// Decodes a form into a tree.
    ///
    /// @throws MalformedFormException
    ///             if it is malformed or over a limit, and nothing else
    public static FormTree.Branch decode(byte[] body) {
        if (body.length > MAX_BODY_BYTES) {
            throw new MalformedFormException("The form is longer than %d bytes".formatted(MAX_BODY_BYTES));
        }
        return new FormDecoder(body).readPairs();
    }

    private FormTree.Branch readPairs() {
        int from = 0;
        while (from < body.length) {
            int to = find('&', from, body.length);
            if (to > from) {
                readPair(from, to);
            }
            from = to + 1;
        }
        return tree.build();
    }

    private void readPair(int from, int to) {
        if (++pairs > MAX_PAIRS) {
            throw new MalformedFormException("The form has more than %d keys".formatted(MAX_PAIRS));
        }
        int equals = find('=', from, to);
        var key = FormKey.parse(text(from, equals));
        tree.put(key, text(Math.min(equals + 1, to), to));
    }

    /// Returns the first position of the character between the bounds, or the upper bound if there is none.
    private int find(char wanted, int from, int to) {
        int at = from;
        while (at < to && body[at] != wanted) {
            at++;
        }
        return at;
    }

    private String text(int from, int to) {
        unescape(from, to);
        try {
            return utf8.decode(unescaped).toString();
        } catch (CharacterCodingException _) {
            throw new MalformedFormException("The form is not valid UTF-8");
        }
    }

    private void unescape(int from, int to) {
        unescaped.clear();
        for (int at = from; at < to; at++) {
            switch (body[at]) {
                case '+' -> unescaped.put((byte) ' ');
                case '%' -> {
                    unescaped.put(escapedByte(at, to));
                    at += 2;
                }
                default -> unescaped.put(body[at]);
            }
        }
        unescaped.flip();
    }

    private byte escapedByte(int percent, int to) {
        if (percent + 2 >= to || !HexFormat.isHexDigit(body[percent + 1]) || !HexFormat.isHexDigit(body[percent + 2])) {
            throw new MalformedFormException("A percent sign is not followed by two hexadecimal digits");
        }
        return (byte) (HexFormat.fromHexDigit(body[percent + 1]) << 4 | HexFormat.fromHexDigit(body[percent + 2]));
    }
}
