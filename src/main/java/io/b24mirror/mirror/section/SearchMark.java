package io.b24mirror.mirror.section;

import java.util.Optional;
import java.util.regex.Pattern;

/// Where a search for a calendar has got to on its long rungs: all owners before that page were looked at.
///
/// @param start
///            of the page
record SearchMark(Rung rung, int start) {
    static final SearchMark START = new SearchMark(Rung.GROUPS, 0);

    private static final Pattern WORDS = Pattern.compile("(GROUPS|USERS) ([0-9]{1,9})");
    private static final int PAGE = 50;

    /// The rungs that may be long.
    enum Rung {
        /// Every group.
        GROUPS,
        /// Every user.
        USERS
    }

    String inWords() {
        return rung + " " + start;
    }

    /// The page to go on with: one further back, since an owner who is gone meanwhile makes all others move up.
    int next() {
        return Math.max(0, start - PAGE);
    }

    /// What to note while that page is looked at: never less than what was reached before.
    SearchMark at(Rung page, int pageStart) {
        return page == rung && pageStart < start ? this : new SearchMark(page, pageStart);
    }

    /// Reads a mark; what is not understood is the beginning.
    static SearchMark of(String words) {
        return Optional.of(WORDS.matcher(words))
                .filter(matcher -> matcher.matches())
                .map(found -> new SearchMark(Rung.valueOf(found.group(1)), Integer.parseInt(found.group(2))))
                .orElse(START);
    }
}
