package io.b24mirror.portal.token;

import java.time.Clock;
import java.time.Instant;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import io.b24mirror.portal.MemberId;
import io.b24mirror.secret.Secret;

/// Stores the tokens that a verified installation brings, and erases all tokens of a portal.
@Service
public class PortalTokens {
    private final Credentials credentials;
    private final TokenSealer sealer;
    private final Clock clock;

    PortalTokens(Credentials credentials, TokenSealer sealer, Clock clock) {
        this.credentials = credentials;
        this.sealer = sealer;
        this.clock = clock;
    }

    /// Seals and stores a user's tokens in the caller's transaction, in place of those that were stored before.
    @Transactional(propagation = Propagation.MANDATORY)
    public void replace(MemberId memberId, long userId, Secret accessToken, Secret refreshToken, Instant expiresAt) {
        var credential = credentials.lockByKey(new Credential.Key(memberId.value(), userId))
                .orElseGet(() -> new Credential(memberId, userId));
        credential.replaceTokens(sealer.seal(accessToken, memberId, userId),
                sealer.seal(refreshToken, memberId, userId), expiresAt, clock.instant());
        credentials.save(credential);
    }

    /// Erases the tokens of all users of a portal, in the caller's transaction.
    @Transactional(propagation = Propagation.MANDATORY)
    public void eraseAll(MemberId memberId) {
        credentials.deleteByMemberId(memberId.value());
    }
}
