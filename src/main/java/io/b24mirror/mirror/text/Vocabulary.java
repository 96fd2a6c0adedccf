package io.b24mirror.mirror.text;

import java.util.Locale;
import java.util.Set;

import io.b24mirror.mirror.text.Token.Syntax;
import io.b24mirror.mirror.text.Token.Tag;

/// The tags that Bitrix24's editors write, and those of HTML that mails and other calendars bring along.
final class Vocabulary {
    private static final Set<String> BB = Set.of("b", "i", "u", "s", "p", "url", "user", "department", "project",
            "color", "background", "size", "font", "left", "center", "right", "justify", "quote", "spoiler", "cut",
            "list", "*", "table", "tr", "td", "th", "img", "video", "code", "pre", "disk", "br", "hr", "sup", "sub");

    private static final Set<String> HTML = Set.of("a", "abbr", "address", "article", "b", "base", "big", "blockquote",
            "body", "br", "caption", "center", "cite", "code", "col", "colgroup", "dd", "del", "div", "dl", "dt", "em",
            "figcaption", "figure", "font", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hr",
            "html",
            "html-blob", "i", "img", "ins", "li", "link", "main", "mark", "meta", "ol", "p", "pre", "q", "s", "script",
            "section", "small", "span", "strike", "strong", "style", "sub", "sup", "table", "tbody", "td", "tfoot",
            "th", "thead", "time", "title", "tr", "tt", "u", "ul", "wbr");

    /// Without them HTML is often written, or they would be taken for words too easily.
    private static final Set<String> HTML_PAIRS = Set.of("a", "b", "i", "s", "u", "q", "code", "time", "main");

    private static final Set<String> BB_ALONE = Set.of("br", "hr", "disk", "*");
    private static final Set<String> UNREAD = Set.of("head", "script", "style", "title");

    private Vocabulary() {}

    static boolean isBb(String name) {
        return BB.contains(name);
    }

    static boolean isHtml(String name) {
        return HTML.contains(name);
    }

    /// Whether a tag in brackets that stands alone has what it needs, and nothing else: `[disk full]` is no tag.
    static boolean isWellFormed(Tag tag) {
        if (!BB_ALONE.contains(tag.name())) {
            return true;
        }
        return tag.name().equals("disk")
                ? tag.rest().strip().toLowerCase(Locale.ROOT).startsWith("file id=")
                : tag.rest().isBlank() && !tag.isEnd();
    }

    /// Whether a tag without its counterpart is words of the text.
    static boolean needsCounterpart(Tag tag) {
        return tag.syntax() == Syntax.BB ? !BB_ALONE.contains(tag.name()) : HTML_PAIRS.contains(tag.name());
    }

    /// Whether what follows the tag is read as it is written.
    static boolean isProgramText(Tag tag) {
        return !tag.isEnd() && (tag.name().equals("code") || tag.name().equals("pre"));
    }

    /// Whether people do not see what stands in an element of HTML.
    static boolean isUnread(String name) {
        return UNREAD.contains(name);
    }
}
