package io.b24mirror.mirror.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.b24mirror.mirror.text.Token.Break;
import io.b24mirror.mirror.text.Token.Literal;
import io.b24mirror.mirror.text.Token.Noise;
import io.b24mirror.mirror.text.Token.Syntax;
import io.b24mirror.mirror.text.Token.Tag;
import io.b24mirror.mirror.text.Token.Words;

/// Cuts a text into tags, lines and words, looking at each character a limited number of times.
final class Markup {
    private static final int LONGEST_NAME = 12;

    private final CharSequence text;
    private final Brackets brackets;
    private final Ends ends;
    private final List<Token> tokens = new ArrayList<>();
    private int wordsFrom;

    private Markup(CharSequence text) {
        this.text = text;
        this.brackets = new Brackets(text);
        this.ends = new Ends(text);
    }

    static List<Token> tokens(CharSequence text) {
        var markup = new Markup(text);
        int at = 0;
        while (at < text.length()) {
            at = markup.step(at);
        }
        markup.endWords(text.length());
        return Pairs.withoutUnpaired(markup.tokens);
    }

    private int step(int at) {
        return switch (text.charAt(at)) {
            case '\n' -> add(new Break(at, at + 1));
            case '\r' -> add(new Break(at, is(at + 1, '\n') ? at + 2 : at + 1));
            case '[' -> bb(at);
            case '<' -> html(at);
            default -> at + 1;
        };
    }

    private int add(Token token) {
        endWords(token.from());
        tokens.add(token);
        wordsFrom = token.to();
        return token.to();
    }

    private void endWords(int to) {
        if (wordsFrom < to) {
            tokens.add(new Words(wordsFrom, to));
        }
    }

    private boolean is(int at, char c) {
        return at < text.length() && text.charAt(at) == c;
    }

    /// A tag in brackets may hold brackets in its value.
    private int bb(int at) {
        int end = brackets.closing(at);
        if (end < 0) {
            return at + 1;
        }
        boolean isEnd = is(at + 1, '/');
        var name = name(isEnd ? at + 2 : at + 1, end);
        if (!Vocabulary.isBb(name)) {
            return at + 1;
        }
        int nameEnd = (isEnd ? at + 2 : at + 1) + name.length();
        if (nameEnd < end && text.charAt(nameEnd) != '=' && !Character.isWhitespace(text.charAt(nameEnd))) {
            return at + 1;
        }
        return bb(new Tag(Syntax.BB, name, isEnd, text.subSequence(nameEnd, end).toString(), at, end + 1));
    }

    private int bb(Tag tag) {
        if (!Vocabulary.isWellFormed(tag)) {
            return tag.from() + 1;
        }
        return Vocabulary.isProgramText(tag) ? programText(tag) : add(tag);
    }

    private int programText(Tag tag) {
        int end = ends.next("[/" + tag.name() + "]", tag.to());
        if (end < 0) {
            return tag.from() + 1;
        }
        add(tag);
        int from = tag.to();
        for (int at = from; at < end; at++) {
            if (text.charAt(at) == '\n' || text.charAt(at) == '\r') {
                literal(from, at);
                at = step(at) - 1;
                from = at + 1;
            }
        }
        literal(from, end);
        return end;
    }

    private void literal(int from, int to) {
        if (from < to) {
            add(new Literal(from, to));
        }
    }

    private int html(int at) {
        if (is(at + 1, '!')) {
            return comment(at);
        }
        int end = closing(at);
        boolean isEnd = is(at + 1, '/');
        var name = name(isEnd ? at + 2 : at + 1, end);
        if (end < 0 || !Vocabulary.isHtml(name)) {
            return at + 1;
        }
        var rest = text.subSequence((isEnd ? at + 2 : at + 1) + name.length(), end).toString();
        if (!isAttributes(rest)) {
            return at + 1;
        }
        add(new Tag(Syntax.HTML, name, isEnd, rest, at, end + 1));
        return !isEnd && Vocabulary.isUnread(name) ? skipTo("</" + name, end + 1) : end + 1;
    }

    private int comment(int at) {
        if (is(at + 2, '-') && is(at + 3, '-')) {
            int end = ends.next("-->", at + 4);
            return end < 0 ? at + 1 : add(new Noise(at, end + 3));
        }
        int end = closing(at);
        return name(at + 2, end).equals("doctype") ? add(new Noise(at, end + 1)) : at + 1;
    }

    private int skipTo(String ending, int from) {
        int end = ends.next(ending, from);
        return end < 0 ? from : add(new Noise(from, end));
    }

    /// Where a tag that begins here ends: another one cannot begin before that.
    private int closing(int at) {
        for (int i = at + 1; i < text.length() && text.charAt(i) != '<'; i++) {
            if (text.charAt(i) == '>') {
                return i;
            }
        }
        return -1;
    }

    /// Words in angle brackets are no attributes: `<b and c>`.
    private static boolean isAttributes(String rest) {
        var attributes = rest.strip();
        return attributes.isEmpty() || attributes.equals("/")
                || (Character.isWhitespace(rest.charAt(0)) && attributes.indexOf('=') > 0);
    }

    private String name(int from, int end) {
        int to = from;
        while (to < end && to < from + LONGEST_NAME && isNameCharacter(text.charAt(to))) {
            to++;
        }
        return from < to ? text.subSequence(from, to).toString().toLowerCase(Locale.ROOT) : "";
    }

    private static boolean isNameCharacter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '*' || c == '-';
    }
}
