package io.b24mirror.intake.receiver;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

/// Makes bad bodies out of good ones: bytes changed, dropped, doubled and moved, pieces of two bodies put together,
/// and words put in that a decoder of forms could stumble over.
final class BodyMutation {
    private static final List<String> WORDS = List.of("%", "%0", "%00", "%zz", "%u0041", "%C3%28", "%ED%A0%80",
            "%F0%9F%98%80", "+", "&", "&&", "=", "==", ";", "#", "?", "\r\n", "\0", "\uFEFF", "[", "]", "[]", "[[",
            "]]",
            "[a][b][c][d][e][f][g][h][i]", "a[]=1&", "a=1&a[b]=2&", "event=", "event[]=x", "auth[", "auth=x&", "data=&",
            "data[FIELDS][ID]=", "data[id]=9223372036854775808", "ts=-1", "ts=1e309", "ts=99999999999999999999",
            "auth[member_id]=", "auth[member_id][]=x", "auth[application_token]=", "auth[user_id]=-1",
            "auth[expires]=0x7f", "auth[client_endpoint]=file:///etc/passwd", "AUTH_ID=", "DOMAIN=", "PLACEMENT=",
            "__proto__[x]=1", "constructor", "${jndi:ldap://localhost/x}", "' or 1=1 --", "<script>alert(1)</script>",
            "../../etc/passwd", "\uD83D\uDE00", "\u202E", "NaN", "true", "null", "{}", "event=ONAPPINSTALL&",
            "event=ONAPPUNINSTALL&", "event=ONOFFLINEEVENT&", "event=ONAPPTEST&", "_method=DELETE&", "_csrf=x&");

    private final Random random;
    private final List<byte[]> seeds;

    BodyMutation(long seed, List<String> seeds) {
        this.random = new Random(seed);
        this.seeds = seeds.stream().map(body -> body.getBytes(UTF_8)).toList();
    }

    byte[] next() {
        var body = any();
        do {
            body = change(body);
        } while (random.nextInt(3) == 0);
        return body;
    }

    private byte[] any() {
        return seeds.get(random.nextInt(seeds.size()));
    }

    private byte[] change(byte[] body) {
        int at = random.nextInt(body.length + 1);
        return switch (random.nextInt(10)) {
            case 0 -> flipped(body);
            case 1 -> joined(body, at, new byte[0], Math.min(body.length, at + random.nextInt(16)));
            case 2 -> joined(body, at, word(), at);
            case 3 -> joined(body, at, word(), Math.min(body.length, at + random.nextInt(32)));
            case 4 -> joined(body, at, slice(any()), at);
            case 5 -> joined(body, at, slice(body), at);
            case 6 -> Arrays.copyOf(body, at);
            case 7 -> joined(body, at, repeated(word()), at);
            case 8 -> pairs(body, any());
            default -> pairs(body, body);
        };
    }

    /// A pair of another body put between those of this one, or one of its own a second time.
    private byte[] pairs(byte[] body, byte[] other) {
        var pairs = new ArrayList<>(List.of(new String(body, ISO_8859_1).split("&", -1)));
        var others = new String(other, ISO_8859_1).split("&", -1);
        pairs.add(random.nextInt(pairs.size() + 1), others[random.nextInt(others.length)]);
        if (random.nextBoolean()) {
            pairs.remove(random.nextInt(pairs.size()));
        }
        return String.join("&", pairs).getBytes(ISO_8859_1);
    }

    private byte[] flipped(byte[] body) {
        var flipped = body.clone();
        if (flipped.length > 0) {
            flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return flipped;
    }

    private byte[] word() {
        return WORDS.get(random.nextInt(WORDS.size())).getBytes(UTF_8);
    }

    private byte[] slice(byte[] body) {
        int from = random.nextInt(body.length + 1);
        return Arrays.copyOfRange(body, from, from + random.nextInt(body.length - from + 1));
    }

    private byte[] repeated(byte[] word) {
        var repeated = new ByteArrayOutputStream();
        for (int times = 1 << random.nextInt(9); times > 0; times--) {
            repeated.writeBytes(word);
        }
        return repeated.toByteArray();
    }

    private static byte[] joined(byte[] body, int until, byte[] middle, int from) {
        var joined = new ByteArrayOutputStream(body.length + middle.length);
        joined.write(body, 0, until);
        joined.writeBytes(middle);
        joined.write(body, from, body.length - from);
        return joined.toByteArray();
    }
}
