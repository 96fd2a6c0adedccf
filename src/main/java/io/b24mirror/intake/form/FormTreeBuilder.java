package io.b24mirror.intake.form;

import java.util.LinkedHashMap;
import java.util.Map;

/// Builds a tree, key by key, in the order of the form.
///
/// The last value of a repeated key wins, at the position of the first.
///
/// `[]` takes the next index as PHP does: one more than the greatest integer index so far in that branch, starting at
/// 0. An index is what PHP regards as one (`7`, but not `07`, `+7` or `-7`) of at most 18 digits, so that counting on
/// never overflows; anything else is a mere name. Negative indexes do not count, though since PHP 8.3 they do there.
final class FormTreeBuilder {

    private final Growing root = new Growing();

    /// @throws MalformedFormException
    ///             if a name has both a single value and a tree
    void put(FormKey key, String value) {
        var branch = root;
        for (String segment : key.parents()) {
            branch = branch.branch(segment);
        }
        branch.put(key.name(), value);
    }

    FormTree.Branch build() {
        return root.built();
    }

    /// The value of a name while the form is still being read.
    private sealed interface Node {
        FormTree built();
    }

    /// A single value, replaced as a whole when its key is repeated.
    private record Leaf(String value) implements Node {

        @Override
        public FormTree built() {
            return new FormTree.Text(value);
        }
    }

    /// A branch that may still get children.
    private static final class Growing implements Node {

        private static final int MAX_INDEX_DIGITS = 18;

        private final Map<String, Node> children = new LinkedHashMap<>();

        /// Updated with every insertion, so that appending never has to look at the children.
        private long nextIndex;

        Growing branch(String segment) {
            return switch (children.computeIfAbsent(nameOf(segment), _ -> new Growing())) {
                case Growing branch -> branch;
                case Leaf _ -> throw conflict();
            };
        }

        void put(String segment, String value) {
            if (children.put(nameOf(segment), new Leaf(value)) instanceof Growing) {
                throw conflict();
            }
        }

        @Override
        public FormTree.Branch built() {
            var built = new LinkedHashMap<String, FormTree>();
            children.forEach((name, child) -> built.put(name, child.built()));
            return new FormTree.Branch(built);
        }

        private String nameOf(String segment) {
            if (segment.isEmpty()) {
                return Long.toString(nextIndex++);
            }
            if (isIndex(segment)) {
                nextIndex = Math.max(nextIndex, Long.parseLong(segment) + 1);
            }
            return segment;
        }

        private static boolean isIndex(String segment) {
            return segment.length() <= MAX_INDEX_DIGITS && segment.chars().allMatch(c -> c >= '0' && c <= '9')
                    && (segment.length() == 1 || segment.charAt(0) != '0');
        }

        private static MalformedFormException conflict() {
            return new MalformedFormException("A key has both a single value and keys below it");
        }
    }
}
