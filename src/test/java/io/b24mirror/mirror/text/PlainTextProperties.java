package io.b24mirror.mirror.text;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import static org.assertj.core.api.Assertions.assertThat;

class PlainTextProperties {
    private static final List<String> PIECES = List.of("[B]", "[/B]", "[QUOTE]", "[/QUOTE]", "[URL=", "[URL=x]",
            "[/URL]",
            "[LIST]", "[LIST=1]", "[*]", "[/LIST]", "[CODE]", "[/CODE]", "[TABLE]", "[TR]", "[TD]", "[/TD]", "[/TABLE]",
            "[USER=5]", "[/USER]", "[DISK FILE ID=n1]", "[", "]", "[/", "<", ">", "<!--", "-->", "<!", "<b>", "<p>",
            "<a href=\"", "<a href='x'>", "</a>", "<li>", "<ul>", "</ul>", "<br>", "<body>", "<style>", "</style>",
            "<blockquote>", "</blockquote>", "<td>", "&", "&amp;", "&#0;", "&#55357;", "&nbsp;", ";", "\n", "\r\n", " ",
            "=", "\"", "word", "\uD83D", "\0", ":f09f918b:");

    @Property(tries = 2_000)
    void neverThrowsAndIsStorableAndBounded(@ForAll("texts") String text) {
        var plain = PlainText.of(EncodedEmoji.decode(text));

        if (plain != null) {
            assertThat(plain).isNotBlank().doesNotContain("\0").doesNotStartWith("\n").doesNotEndWith("\n");
            assertThat(plain.chars()).noneMatch(c -> c == '\r');
            assertThat(plain.length()).isLessThanOrEqualTo(30 * text.length());
        }
    }

    @Property(tries = 500)
    void keepsTextsWithoutTagsAndEntities(@ForAll("plainTexts") String text) {
        assertThat(PlainText.of(text)).isEqualTo(text.isBlank() ? null : text.strip());
    }

    /// Any two pieces over and over are the texts that cost a careless reader the square of their length.
    @Property(tries = 600)
    void looksAtEachCharacterALimitedNumberOfTimes(@ForAll("pieces") String one, @ForAll("pieces") String other) {
        var text = new Watched((one + other).repeat(20_000 / (one.length() + other.length())));

        PlainText.of(text);

        assertThat(text.looks.get()).isLessThan(40L * text.length());
    }

    private record Watched(String text, AtomicLong looks) implements CharSequence {
        Watched(String text) {
            this(text, new AtomicLong());
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            looks.incrementAndGet();
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            looks.addAndGet(end - start);
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            looks.addAndGet(length());
            return text;
        }
    }

    @Provide
    Arbitrary<String> pieces() {
        return Arbitraries.of(PIECES).list().ofMinSize(1).ofMaxSize(3).map(pieces -> String.join("", pieces));
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.oneOf(Arbitraries.of(PIECES), Arbitraries.strings().all().ofMaxLength(8))
                .list()
                .ofMaxSize(40)
                .map(pieces -> String.join("", pieces));
    }

    @Provide
    Arbitrary<String> plainTexts() {
        return Arbitraries.strings().withCharRange('a', 'z').withChars("äß .,;:!?()/*-").ofMaxLength(60);
    }
}
