package io.b24mirror.mirror.text;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.b24mirror.mirror.text.Token.Tag;
import io.b24mirror.mirror.text.Token.Words;

/// Tells tags from words that look like one: those have no counterpart.
final class Pairs {
    private final List<Token> tokens;
    private final Map<String, Deque<Integer>> open = new HashMap<>();
    private final Set<Integer> paired = new HashSet<>();

    private Pairs(List<Token> tokens) {
        this.tokens = tokens;
    }

    /// Makes words of the tags that lack the counterpart which they need.
    static List<Token> withoutUnpaired(List<Token> tokens) {
        var pairs = new Pairs(tokens);
        for (int i = 0; i < tokens.size(); i++) {
            pairs.look(i);
        }
        return pairs.judged();
    }

    private void look(int index) {
        if (!(tokens.get(index) instanceof Tag tag)) {
            return;
        }
        var begun = open.computeIfAbsent(tag.family(), _ -> new ArrayDeque<>());
        if (!tag.isEnd()) {
            begun.push(index);
        } else if (!begun.isEmpty()) {
            paired.add(begun.pop());
            paired.add(index);
        }
    }

    private List<Token> judged() {
        var judged = new ArrayList<Token>(tokens.size());
        for (int i = 0; i < tokens.size(); i++) {
            var token = tokens.get(i);
            boolean isWords = token instanceof Tag tag && Vocabulary.needsCounterpart(tag) && !paired.contains(i);
            judged.add(isWords ? new Words(token.from(), token.to()) : token);
        }
        return judged;
    }
}
