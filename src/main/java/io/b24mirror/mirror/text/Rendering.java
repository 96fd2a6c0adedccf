package io.b24mirror.mirror.text;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.b24mirror.mirror.json.StorableText;
import io.b24mirror.mirror.text.Token.Break;
import io.b24mirror.mirror.text.Token.Literal;
import io.b24mirror.mirror.text.Token.Noise;
import io.b24mirror.mirror.text.Token.Tag;
import io.b24mirror.mirror.text.Token.Words;

/// Writes the pieces of a text as plain text.
final class Rendering {
    private static final Set<String> DOCUMENT = Set.of("html", "body");

    private final CharSequence source;
    private final Deque<ListNumbers> lists = new ArrayDeque<>();
    private final PlainWriter writer;
    private final List<Token> tokens;
    private @Nullable OpenLink link;
    private boolean isBetweenCells;
    private boolean isFirstCell;

    Rendering(CharSequence source, List<Token> tokens) {
        this.source = source;
        this.tokens = tokens;
        this.writer = new PlainWriter(tokens.stream().anyMatch(Rendering::isOfDocument));
    }

    String plain() {
        tokens.forEach(this::write);
        endLink();
        return StorableText.of(writer.toString().strip());
    }

    /// In a document of HTML, lines of the source mean nothing.
    private static boolean isOfDocument(Token token) {
        return token instanceof Tag tag && tag.syntax() == Token.Syntax.HTML && DOCUMENT.contains(tag.name());
    }

    private void write(Token token) {
        switch (token) {
            case Words _ -> words(Entities.resolve(text(token)));
            case Literal _ -> words(text(token));
            case Break _ -> {
                if (!isBetweenCells) {
                    writer.sourceLineEnd();
                }
            }
            case Noise _ -> {
                // is not to be read
            }
            case Tag tag -> tag(tag);
        }
    }

    private String text(Token token) {
        return source.subSequence(token.from(), token.to()).toString();
    }

    private void words(String words) {
        if (!isBetweenCells || !words.isBlank()) {
            isBetweenCells = false;
            writer.words(words);
        }
    }

    private void tag(Tag tag) {
        switch (tag.name()) {
            case "br" -> writer.lineBreak();
            case "url", "a" -> link(tag);
            case "img" -> image(tag);
            case "quote", "blockquote" -> quote(tag);
            case "list", "ul", "ol" -> list(tag);
            case "*", "li" -> element(tag);
            case "table", "thead", "tbody", "tfoot" -> table(tag);
            case "tr" -> row(tag);
            case "td", "th" -> cell(tag);
            case "spoiler", "cut" -> titled(tag);
            case "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "code", "pre", "left", "center", "right",
                    "justify", "section", "article", "header", "footer", "address", "dl", "dt", "dd", "body", "caption",
                    "figure", "figcaption", "main" ->
                block(tag);
            default -> {
                // changes how the words look, or stands for a file that is listed beside the text
            }
        }
    }

    private void block(Tag tag) {
        if (!tag.name().equals("code") || tag.syntax() == Token.Syntax.BB) {
            writer.block();
        }
    }

    private void link(Tag tag) {
        endLink();
        if (!tag.isEnd()) {
            link = new OpenLink(Attributes.address(tag), writer.number(), writer.column());
        }
    }

    private void endLink() {
        if (link != null) {
            link.end(writer);
            link = null;
        }
    }

    private void image(Tag tag) {
        if (tag.syntax() == Token.Syntax.HTML) {
            words(Attributes.alternative(tag));
        }
    }

    private void quote(Tag tag) {
        if (tag.isEnd()) {
            writer.endQuote();
        } else {
            writer.beginQuote();
        }
    }

    private void titled(Tag tag) {
        writer.block();
        if (!tag.isEnd() && tag.rest().startsWith("=")) {
            words(Attributes.address(tag));
            writer.block();
        }
    }

    private void list(Tag tag) {
        if (!tag.isEnd()) {
            lists.push(new ListNumbers(tag.name().equals("ol") || tag.rest().startsWith("=")));
            writer.beginList();
        } else if (!lists.isEmpty()) {
            lists.pop();
            writer.endList();
        }
    }

    private void element(Tag tag) {
        if (tag.isEnd()) {
            writer.block();
        } else if (!lists.isEmpty()) {
            writer.element(lists.getFirst().next());
        } else if (tag.name().equals("li")) {
            writer.element("- ");
        } else {
            words(text(tag));
        }
    }

    private void table(Tag tag) {
        writer.block();
        isBetweenCells = !tag.isEnd() || !tag.name().equals("table");
    }

    private void row(Tag tag) {
        writer.block();
        isBetweenCells = true;
        isFirstCell = !tag.isEnd();
    }

    private void cell(Tag tag) {
        if (tag.isEnd()) {
            isBetweenCells = true;
            return;
        }
        isBetweenCells = false;
        if (!isFirstCell) {
            writer.words(" | ");
        }
        isFirstCell = false;
    }
}
