package io.b24mirror.intake.form;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.sun.management.ThreadMXBean;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

import io.b24mirror.intake.form.FormEncoder.Brackets;
import io.b24mirror.intake.form.FormTree.Branch;
import io.b24mirror.intake.form.FormTree.Text;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

class FormDecoderProperties {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Property
    void readsWhatTheEncoderWrites(@ForAll("trees") Branch tree, @ForAll Brackets brackets) {
        var decoded = FormDecoder.decode(bytes(FormEncoder.encode(tree, brackets)));

        assertThat(decoded).isEqualTo(tree);
    }

    /// Equality of trees does not look at the order of keys; this does.
    @Property
    void keepsTheOrder(@ForAll("trees") Branch tree) {
        String form = FormEncoder.encode(tree);

        assertThat(FormEncoder.encode(FormDecoder.decode(bytes(form)))).isEqualTo(form);
    }

    @Property
    void readsEscapesInEitherCase(@ForAll("trees") Branch tree) {
        String form = FormEncoder.encode(tree);
        String lower = Pattern.compile("%..")
                .matcher(form)
                .replaceAll(escape -> escape.group().toLowerCase(Locale.ROOT));

        assertThat(FormDecoder.decode(bytes(lower))).isEqualTo(FormDecoder.decode(bytes(form)));
    }

    @Property
    void appendsWhatIsNumberedFromZero(@ForAll @Size(min = 1, max = 256) List<Integer> values) {
        String form = values.stream().map(value -> "a[]=" + value).collect(Collectors.joining("&"));

        assertThat(FormDecoder.decode(bytes(form)).toPlain())
                .isEqualTo(Map.of("a", values.stream().map(String::valueOf).toList()));
    }

    @Property
    void makesTreeOrRefusalOfAnyBytes(@ForAll @Size(max = 2000) byte[] body) {
        readsAgainOrRefuses(body);
    }

    /// As above, but of bytes that matter to the decoder, so that many are accepted.
    @Property(tries = 5000)
    void makesTreeOrRefusalOfAnySyntax(@ForAll("syntax") byte[] body) {
        readsAgainOrRefuses(body);
    }

    @Property
    void makesTreeOrRefusalOfMutatedForm(@ForAll("trees") Branch tree, @ForAll Brackets brackets,
            @ForAll("mutations") List<Mutation> mutations) {
        byte[] body = bytes(FormEncoder.encode(tree, brackets));
        mutations.forEach(mutation -> mutation.applyTo(body));

        readsAgainOrRefuses(body);
    }

    /// Work counted in bytes allocated, which does not depend on how busy the machine is. The dearest forms, of 1800
    /// branches with one child each, cost 24 bytes per byte; copies of what is left of the body at every pair would cost
    /// at least 128 bytes per byte.
    @Example
    void allocatesInProportionToTheBody() {
        hostileBodies().forEach(FormDecoderProperties::decodeOrRefuse);

        assertThat(hostileBodies().mapToLong(FormDecoderProperties::allocationOf))
                .allMatch(allocated -> allocated < 32L * FormDecoder.MAX_BODY_BYTES);
    }

    /// What the other example cannot see: loops that allocate nothing. This one has to go by the clock, so it is
    /// generous: linear runs are done in a second, while one scan that starts over at every pair would take 2·10⁹ steps
    /// per run over the body of empty pairs, which is minutes.
    @Example
    void neverTakesLong() {
        var bodies = hostileBodies().toList();

        assertTimeoutPreemptively(ofSeconds(20), () -> {
            for (int run = 0; run < 50; run++) {
                bodies.forEach(FormDecoderProperties::decodeOrRefuse);
            }
        });
    }

    @Provide
    Arbitrary<Branch> trees() {
        return branches(3);
    }

    @Provide
    Arbitrary<byte[]> syntax() {
        String tokens = "a b 0 1 7 [ ] [] [a] %5B %5D %5b%5d = = & & & + % %4 %41 %00 %C3%A4 %C3 ä \0";
        return Arbitraries.of(tokens.split(" ", -1)).list().ofMaxSize(40).map(list -> bytes(String.join("", list)));
    }

    @Provide
    Arbitrary<List<Mutation>> mutations() {
        return Combinators.combine(Arbitraries.integers(), Arbitraries.bytes())
                .as(Mutation::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(5);
    }

    /// Branches of up to three children and short texts, so that even the largest tree stays within the limits of a
    /// form. Edge cases are left out because jqwik is slow to combine them, not because they would fail.
    private static Arbitrary<Branch> branches(int depth) {
        Arbitrary<FormTree> texts = texts(0, 20).map(Text::new);
        Arbitrary<FormTree> children = depth == 0
                ? texts
                : Arbitraries.oneOf(texts, branches(depth - 1).filter(branch -> !branch.children().isEmpty()));
        return Arbitraries.maps(names(), children).ofMaxSize(3).map(Branch::new).withoutEdgeCases();
    }

    private static Arbitrary<String> names() {
        var usual = Arbitraries.of("auth", "data", "FIELDS", "ID", "id", "0", "1", "2", "__proto__");
        var any = texts(1, 10).filter(name -> name.chars().noneMatch(c -> c == '[' || c == ']'));
        return Arbitraries.oneOf(usual, any);
    }

    /// Any text that UTF-8 can carry, supplementary characters and NUL included.
    private static Arbitrary<String> texts(int min, int max) {
        var anything = Arbitraries.integers()
                .between(0, Character.MAX_CODE_POINT)
                .filter(codePoint -> codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE);
        var awkward = Arbitraries.of("%", "+", " ", "&", "=", "*", "~", "\0", "ä", "📅")
                .map(text -> text.codePointAt(0));
        var ascii = Arbitraries.integers().between(0, 127);
        return Arbitraries.oneOf(anything, awkward, ascii)
                .list()
                .ofMinSize(min)
                .ofMaxSize(max)
                .map(list -> list.stream().map(Character::toString).collect(Collectors.joining()));
    }

    /// Bodies as long as may be, each dear in its own way.
    private static Stream<byte[]> hostileBodies() {
        var parts = Stream.of("&", "=", "a", "a=&", "a&", "%", "%41", "[", "]", "[]", "[b]", "+", "ä", "%C3%A4", "%00");
        var endless = parts.map(part -> part.repeat(FormDecoder.MAX_BODY_BYTES))
                .flatMap(tail -> Stream.of("", "a", "a=", "a[]=1&a").map(head -> head + tail));
        return Stream.concat(endless, fullForms()).map(FormDecoderProperties::longest);
    }

    /// As many keys as may be: appended, deep, overwritten, with equal hashes, with indexes that fall.
    private static Stream<String> fullForms() {
        return Stream
                .<IntFunction<String>>of(_ -> "a[]", _ -> "a" + "[]".repeat(7), _ -> "a" + "[b]".repeat(7), _ -> "a",
                        index -> Integer.toBinaryString(256 + index).replace("0", "Aa").replace("1", "BB"),
                        index -> "a[%d]".formatted(1000 - index),
                        index -> "%03d".formatted(index) + "%C3%A4".repeat(30))
                .map(key -> IntStream.range(0, FormDecoder.MAX_PAIRS)
                        .mapToObj(index -> key.apply(index) + "=")
                        .collect(Collectors.joining("&")) + "x".repeat(FormDecoder.MAX_BODY_BYTES));
    }

    private static byte[] longest(String body) {
        return Arrays.copyOf(bytes(body), FormDecoder.MAX_BODY_BYTES);
    }

    private static long allocationOf(byte[] body) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        decodeOrRefuse(body);
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    /// Any other exception goes through and fails the test.
    private static boolean decodeOrRefuse(byte[] body) {
        try {
            FormDecoder.decode(body);
            return true;
        } catch (MalformedFormException _) {
            return false;
        }
    }

    /// A tree that was accepted is one a form can say: written and read again it stays the same.
    private static void readsAgainOrRefuses(byte[] body) {
        if (decodeOrRefuse(body)) {
            var tree = FormDecoder.decode(body);
            assertThat(FormDecoder.decode(bytes(FormEncoder.encode(tree)))).isEqualTo(tree);
        }
    }

    private static byte[] bytes(String form) {
        return form.getBytes(StandardCharsets.UTF_8);
    }

    /// One byte put in the place of another.
    record Mutation(int at, byte by) {

        void applyTo(byte[] body) {
            if (body.length > 0) {
                body[Math.floorMod(at, body.length)] = by;
            }
        }
    }
}
