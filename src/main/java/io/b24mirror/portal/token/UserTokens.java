package io.b24mirror.portal.token;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import io.b24mirror.portal.MemberId;
import io.b24mirror.secret.Secret;

import static java.time.ZoneOffset.UTC;

/// Stores the tokens that come with events. They belong to the user who acted, so they only help to read what the
/// service identity may not see. They never replace the service identity's tokens.
@Service
public class UserTokens {
    private final NamedParameterJdbcTemplate jdbc;
    private final TokenSealer sealer;
    private final Clock clock;

    UserTokens(NamedParameterJdbcTemplate jdbc, TokenSealer sealer, Clock clock) {
        this.jdbc = jdbc;
        this.sealer = sealer;
        this.clock = clock;
    }

    /// The tokens of a user as an event brought them.
    ///
    /// @param refreshToken
    ///            calendar events carry one, CRM events do not
    public record UserToken(MemberId memberId, long userId, Secret accessToken, @Nullable Secret refreshToken,
            Instant expiresAt) {}

    /// Seals and stores tokens in the caller's transaction, at most one per portal and user. A token that lives longer
    /// than the given one stays, and of a portal that is gone no token is kept.
    @Transactional(propagation = Propagation.MANDATORY)
    public void store(Collection<UserToken> tokens) {
        if (tokens.isEmpty()) {
            return;
        }
        jdbc.batchUpdate("""
                insert into portal.credential as known
                    (member_id, user_id, access_token, refresh_token, expires_at, renewed_at)
                select :memberId, :userId, :accessToken, :refreshToken, :expiresAt, :now
                where exists (select 1 from portal.portal
                              where member_id = :memberId and state <> 'UNINSTALLED'
                                and service_user_id is distinct from :userId)
                on conflict (member_id, user_id) do update
                set access_token = excluded.access_token,
                    previous_refresh_token = case when excluded.refresh_token is null
                                                  then known.previous_refresh_token else known.refresh_token end,
                    refresh_token = coalesce(excluded.refresh_token, known.refresh_token),
                    expires_at = excluded.expires_at,
                    renewed_at = excluded.renewed_at
                where known.expires_at < excluded.expires_at
                """, tokens.stream().map(this::parameters).toArray(MapSqlParameterSource[]::new));
    }

    /// Returns those of the users who have a token that is valid or can be renewed, in the given order.
    ///
    /// Whether Bitrix24 still takes a token shows only when it is used. Leaves out users whom the portal refused within
    /// the hour.
    public List<Long> holders(MemberId memberId, Collection<Long> userIds) {
        var found = Set.copyOf(jdbc.queryForList("""
                select credential.user_id
                from portal.credential
                join portal.portal using (member_id)
                where member_id = :memberId
                  and portal.mode = 'APP'
                  and portal.state = 'ACTIVE'
                  and credential.user_id = any(:userIds)
                  and (credential.refused_until is null or credential.refused_until <= :now)
                  and (credential.expires_at > :now
                       or (credential.refresh_token is not null and credential.renewed_at > :oldest))
                """, new MapSqlParameterSource("memberId", memberId.value())
                .addValue("userIds", userIds.toArray(Long[]::new))
                .addValue("now", clock.instant().atOffset(UTC))
                .addValue("oldest", clock.instant().minus(Credential.REFRESH_TOKEN_LIFE).atOffset(UTC)), Long.class));
        return userIds.stream().distinct().filter(found::contains).toList();
    }

    private MapSqlParameterSource parameters(UserToken token) {
        return new MapSqlParameterSource("memberId", token.memberId().value()).addValue("userId", token.userId())
                .addValue("accessToken", sealer.seal(token.accessToken(), token.memberId(), token.userId()))
                .addValue("refreshToken", sealer.sealNullable(token.refreshToken(), token.memberId(), token.userId()),
                        java.sql.Types.BINARY)
                .addValue("expiresAt", token.expiresAt().atOffset(UTC))
                .addValue("now", clock.instant().atOffset(UTC));
    }
}
