package io.b24mirror.intake.form;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/// A bracketed form as a tree: texts at the leaves, names in between.
///
/// Trees hold tokens until [SecretRedactor] removes them, so `toString` shows sizes only.
public sealed interface FormTree {

    /// Returns this tree as plain Java values, ready for JSON that PostgreSQL takes.
    ///
    /// A text becomes a `String`, a branch a `LinkedHashMap`, or a `List` when its keys are exactly 0, 1, 2 and so on,
    /// in that order. `jsonb` refuses NUL and unpaired surrogates, in keys as well: each becomes U+FFFD. If two keys
    /// become equal by that, the last one wins.
    Object toPlain();

    /// A single value. It may be empty and may hold any character, NUL included.
    record Text(String value) implements FormTree {

        @Override
        public Object toPlain() {
            return storable(value);
        }

        @Override
        public String toString() {
            return "Text[%d characters]".formatted(value.length());
        }
    }

    /// Named children in the order of the form. Names are case-sensitive.
    record Branch(Map<String, FormTree> children) implements FormTree {

        public Branch {
            children = Collections.unmodifiableMap(new LinkedHashMap<>(children));
        }

        /// Returns the tree at the path, which may lead through branches only.
        public Optional<FormTree> at(String... path) {
            FormTree found = this;
            for (String name : path) {
                if (!(found instanceof Branch branch) || !branch.children.containsKey(name)) {
                    return Optional.empty();
                }
                found = branch.children.get(name);
            }
            return Optional.of(found);
        }

        /// Returns the single value at the path, or null if there is none.
        ///
        /// @throws MalformedFormException
        ///             if there is a branch; the message names the path, which our code chose
        @Nullable
        public String text(String... path) {
            return switch (at(path).orElse(null)) {
                case null -> null;
                case Text(String value) -> value;
                case Branch _ -> throw new MalformedFormException(
                        "%s must be a single value".formatted(String.join(".", path)));
            };
        }

        @Override
        public Object toPlain() {
            return isList() ? plainList() : plainMap();
        }

        private boolean isList() {
            int index = 0;
            for (String name : children.keySet()) {
                if (!name.equals(Integer.toString(index++))) {
                    return false;
                }
            }
            return !children.isEmpty();
        }

        private List<Object> plainList() {
            var plain = new ArrayList<>();
            children.values().forEach(child -> plain.add(child.toPlain()));
            return plain;
        }

        private Map<String, Object> plainMap() {
            var plain = new LinkedHashMap<String, Object>();
            children.forEach((name, child) -> plain.put(storable(name), child.toPlain()));
            return plain;
        }

        @Override
        public String toString() {
            return "Branch[%d children]".formatted(children.size());
        }
    }

    private static String storable(String text) {
        return text.codePoints()
                .map(FormTree::storable)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /// A surrogate that is a code point of its own is unpaired.
    private static int storable(int codePoint) {
        boolean unpaired = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
        return codePoint == 0 || unpaired ? 0xFFFD : codePoint;
    }
}
