package io.b24mirror.portal.token;

import java.time.Clock;
import javax.sql.DataSource;

import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;

import io.b24mirror.secret.Keyset;

/// The tokens of users in a database, sealed by a keyset of their own, for tests of other rooms.
public final class SealedTokens {
    private SealedTokens() {}

    public static UserTokens in(DataSource database, Clock clock) {
        var sealer = new TokenSealer(Keyset.generated().aead());
        return new UserTokens(new NamedParameterJdbcTemplate(database), sealer, clock);
    }
}
