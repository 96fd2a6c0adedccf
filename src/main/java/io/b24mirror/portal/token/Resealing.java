package io.b24mirror.portal.token;

import java.util.List;

import com.google.crypto.tink.util.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import io.b24mirror.portal.MemberId;
import io.b24mirror.secret.Keyset;
import io.b24mirror.secret.Secret;

/// Seals again with the primary key what older keys have sealed, so that the older keys can be pruned after a
/// rotation.
///
/// Otherwise unused tokens would keep an old key in the keyset for months.
@Component
class Resealing {
    private static final int CHUNK = 200;
    private static final String CLAIMANT = Long.toString(TokenSealer.CLAIMANT);
    private static final Logger log = LoggerFactory.getLogger(Resealing.class);

    private final JdbcClient jdbc;
    private final Keyset keyset;
    private final TokenSealer sealer;
    private boolean reported;

    Resealing(JdbcClient jdbc, Keyset keyset, TokenSealer sealer) {
        this.jdbc = jdbc;
        this.keyset = keyset;
        this.sealer = sealer;
    }

    /// A column of sealed tokens.
    ///
    /// @param place
    ///            where a token stands in it, as SQL that gives a text
    /// @param userId
    ///            whom it was sealed for, as SQL
    private record Column(String table, String name, String place, String userId) {
        private static final String OF_USER = "member_id || ' ' || user_id";
        private static final List<Column> ALL = List.of(
                new Column("portal.credential", "access_token", OF_USER, "user_id"),
                new Column("portal.credential", "refresh_token", OF_USER, "user_id"),
                new Column("portal.credential", "previous_refresh_token", OF_USER, "user_id"),
                new Column("portal.installation", "access_token", "installation_id::text", CLAIMANT),
                new Column("portal.installation", "refresh_token", "installation_id::text", CLAIMANT));
    }

    private record Token(String place, MemberId memberId, long userId, Bytes sealed) {}

    /// Seals again everything that an older key has sealed. A token that no key opens stays as it is.
    synchronized void run() {
        if (keyset.size() > 1 && keyset.primaryPrefix().length > 0) {
            report(Column.ALL.stream().mapToInt(this::reseal).sum());
        }
    }

    private void report(int resealed) {
        if (resealed > 0 || !reported) {
            log.info("Sealed {} tokens by the newest key. Once every instance says so and no event waits on disk, the"
                    + " older keys of {} can go: `keyset prune`", resealed, Keyset.VARIABLE);
            reported = true;
        }
    }

    private int reseal(Column column) {
        int resealed = 0;
        var after = "";
        for (var tokens = tokens(column, after); !tokens.isEmpty(); tokens = tokens(column, after)) {
            for (var token : tokens) {
                resealed += reseal(column, token) ? 1 : 0;
            }
            after = tokens.getLast().place();
        }
        return resealed;
    }

    private List<Token> tokens(Column column, String after) {
        return jdbc.sql("""
                select %3$s as place, member_id, %4$s, %2$s
                from %1$s
                where substring(%2$s from 1 for length(:prefix)) <> :prefix
                  and %3$s > :after
                order by place
                limit :chunk
                """.formatted(column.table(), column.name(), column.place(), column.userId()))
                .param("prefix", keyset.primaryPrefix())
                .param("after", after)
                .param("chunk", CHUNK)
                .query((row, _) -> new Token(row.getString(1), new MemberId(row.getString(2)), row.getLong(3),
                        Bytes.copyFrom(row.getBytes(4))))
                .list();
    }

    /// Does nothing if the token was replaced after it was read.
    private boolean reseal(Column column, Token token) {
        Secret secret;
        try {
            secret = sealer.open(token.sealed().toByteArray(), token.memberId(), token.userId());
        } catch (SealBrokenException e) {
            log.warn("Left as it is: {}", e.getMessage());
            return false;
        }
        return jdbc.sql("""
                update %1$s
                set %2$s = :sealed
                where %3$s = :place and %2$s = :known
                """.formatted(column.table(), column.name(), column.place()))
                .param("sealed", sealer.seal(secret, token.memberId(), token.userId()))
                .param("place", token.place())
                .param("known", token.sealed().toByteArray())
                .update() == 1;
    }
}
