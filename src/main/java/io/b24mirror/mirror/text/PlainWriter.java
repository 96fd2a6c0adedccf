package io.b24mirror.mirror.text;

/// Writes lines of plain text: quoted, indented and with the marks of lists where they belong. Drops blank lines at
/// both ends and blanks at the ends of lines.
final class PlainWriter {
    private static final int DEEPEST = 5;
    private static final String QUOTED = "> ";
    private static final String INDENTED = "  ";

    private final StringBuilder text = new StringBuilder();
    private final StringBuilder line = new StringBuilder();
    private final boolean collapsesBlanks;
    private String mark = "";
    private int quotes;
    private int indents;
    private int blankLines;
    private int quotesOfBlankLines;
    private int number;
    private boolean isAfterBlock;

    /// @param collapsesBlanks
    ///            whether several blanks are one, as in HTML
    PlainWriter(boolean collapsesBlanks) {
        this.collapsesBlanks = collapsesBlanks;
    }

    void words(String words) {
        for (int i = 0; i < words.length(); i++) {
            char c = words.charAt(i);
            if (c == '\n') {
                newLine();
            } else {
                character(c == '\u00A0' ? ' ' : c);
            }
        }
    }

    private void character(char c) {
        boolean isBlank = Character.isWhitespace(c);
        if (!isBlank) {
            isAfterBlock = false;
        }
        if (!isBlank || !collapsesBlanks) {
            line.append(c);
        } else if (!endsBlank()) {
            line.append(' ');
        }
    }

    private boolean endsBlank() {
        return line.isEmpty() || Character.isWhitespace(line.charAt(line.length() - 1));
    }

    /// A line of the source ends. The one that ends where a block begins or ends, ends nothing more.
    void sourceLineEnd() {
        if (isAfterBlock) {
            isAfterBlock = false;
        } else if (collapsesBlanks) {
            character(' ');
        } else {
            newLine();
        }
    }

    /// Ends the line, which may be blank; and so does a line of the source that ends there, too.
    void lineBreak() {
        newLine();
        isAfterBlock = true;
    }

    private void newLine() {
        if (line.toString().isBlank()) {
            line.setLength(0);
            quotesOfBlankLines = blankLines == 0 ? quotes : Math.min(quotes, quotesOfBlankLines);
            blankLines++;
        } else {
            endLine();
        }
    }

    /// Ends the line, if there is one, since something begins or ends that has lines of its own.
    void block() {
        if (line.toString().isBlank()) {
            line.setLength(0);
        } else {
            endLine();
        }
        isAfterBlock = true;
    }

    void beginQuote() {
        block();
        quotes++;
    }

    void endQuote() {
        block();
        quotes = Math.max(0, quotes - 1);
    }

    void beginList() {
        block();
        indents++;
    }

    void endList() {
        block();
        indents--;
        mark = "";
    }

    /// Begins an element of a list.
    void element(String mark) {
        block();
        this.mark = mark;
    }

    private void endLine() {
        if (!text.isEmpty()) {
            text.append('\n');
            for (; blankLines > 0; blankLines--) {
                text.append(QUOTED.repeat(capped(Math.min(quotes, quotesOfBlankLines))).stripTrailing()).append('\n');
            }
        }
        blankLines = 0;
        text.append(QUOTED.repeat(capped(quotes))).append(INDENTED.repeat(capped(indents - 1)));
        text.append(mark.isEmpty() && indents > 0 ? INDENTED : mark).append(line.toString().stripTrailing());
        mark = "";
        line.setLength(0);
        number++;
    }

    private static int capped(int depth) {
        return Math.clamp(depth, 0, DEEPEST);
    }

    /// The number of the current line.
    int number() {
        return number;
    }

    /// How much the current line holds.
    int column() {
        return line.length();
    }

    /// What the current line holds from a column on.
    String since(int column) {
        return line.substring(Math.min(column, line.length()));
    }

    void backTo(int column) {
        line.setLength(Math.min(column, line.length()));
    }

    void stripLine() {
        while (!line.isEmpty() && Character.isWhitespace(line.charAt(line.length() - 1))) {
            line.setLength(line.length() - 1);
        }
    }

    @Override
    public String toString() {
        block();
        return text.toString();
    }
}
