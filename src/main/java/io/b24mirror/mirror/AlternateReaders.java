package io.b24mirror.mirror;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

import io.b24mirror.portal.MemberId;
import io.b24mirror.portal.token.UserTokens;

/// Finds users who may see what the portal does not show to the service's own identity.
@Component
public class AlternateReaders {
    /// So many users are asked about one record.
    public static final int MOST = 3;

    private final UserTokens tokens;

    public AlternateReaders(UserTokens tokens) {
        this.tokens = tokens;
    }

    /// Those of the users whose tokens we hold, in the given order, and no more than [#MOST].
    public List<Long> among(MemberId memberId, @Nullable Long... userIds) {
        var known = distinct(userIds);
        return known.isEmpty() ? List.of() : tokens.holders(memberId, known).stream().limit(MOST).toList();
    }

    private static List<Long> distinct(@Nullable Long... userIds) {
        return Arrays.stream(userIds)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .filter(id -> id > 0)
                .distinct()
                .toList();
    }
}
