package io.b24mirror.mirror.text;

/// A piece of a text: from an index, to another, exclusively.
sealed interface Token {
    int from();

    int to();

    /// Words, with their entities.
    record Words(int from, int to) implements Token {}

    /// Words that stay as they are written: program text.
    record Literal(int from, int to) implements Token {}

    /// The end of a line.
    record Break(int from, int to) implements Token {}

    /// Something that is not to be read, such as a comment of HTML.
    record Noise(int from, int to) implements Token {}

    /// A tag, which begins or ends something.
    ///
    /// @param name
    ///            in lower case
    /// @param rest
    ///            what follows the name: a value or attributes
    record Tag(Syntax syntax, String name, boolean isEnd, String rest, int from, int to) implements Token {
        /// What pairs of tags have in common.
        String family() {
            return syntax + name;
        }
    }

    /// How tags are written.
    enum Syntax {
        /// `[b]`
        BB,
        /// `<b>`
        HTML
    }
}
