package io.b24mirror.report.calendar;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

import static java.nio.charset.StandardCharsets.US_ASCII;

/// Folds lines of UTF-8 after 75 octets, without line ends, and never within a character (RFC 5545, 3.1). ical4j
/// counts characters instead, and a Cyrillic one takes two octets.
final class FoldingStream extends FilterOutputStream {
    private static final int MAX_LINE = 75;
    private static final byte[] FOLD = "\r\n ".getBytes(US_ASCII);

    private int length;

    FoldingStream(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int octet) throws IOException {
        if (octet == '\r' || octet == '\n') {
            length = 0;
        } else {
            if (length + octetsOfCharacter(octet & 0xFF) > MAX_LINE) {
                out.write(FOLD);
                length = 1;
            }
            length++;
        }
        out.write(octet);
    }

    /// The length of a character by its first octet; zero for a later octet.
    private static int octetsOfCharacter(int octet) {
        if (octet < 0x80) {
            return 1;
        }
        if (octet < 0xC0) {
            return 0;
        }
        return octet < 0xE0 ? 2 : octet < 0xF0 ? 3 : 4;
    }
}
