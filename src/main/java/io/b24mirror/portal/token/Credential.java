package io.b24mirror.portal.token;

import java.time.Duration;
import java.time.Instant;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;

import org.jspecify.annotations.Nullable;

import io.b24mirror.portal.MemberId;

/// The sealed tokens of one user of one portal.
@Entity
@Table(schema = "portal", name = "credential")
@SuppressWarnings("UnusedVariable") // some columns are read by queries alone
class Credential {
    @Embeddable
    record Key(@Column(name = "member_id") String memberId, @Column(name = "user_id") long userId) {}

    /// Bitrix24's documentation says 180 days, but the stamp inside every captured refresh token says 30 days.
    static final Duration REFRESH_TOKEN_LIFE = Duration.ofDays(30);

    private static final Duration ACCESS_TOKEN_LIFE = Duration.ofHours(1);

    @EmbeddedId
    private Key key;

    private byte[] accessToken;
    private byte @Nullable [] refreshToken;

    /// Kept until the next renewal: what we store and what the server knows may differ after a crash on either side, so
    /// it is tried once where the current one is refused.
    private byte @Nullable [] previousRefreshToken;

    private Instant expiresAt;
    private Instant renewedAt;
    private @Nullable Instant renewingUntil;
    private @Nullable Instant refusedUntil;

    @SuppressWarnings("NullAway.Init")
    protected Credential() {}

    @SuppressWarnings("NullAway.Init") // replaceTokens follows at once
    Credential(MemberId memberId, long userId) {
        this.key = new Key(memberId.value(), userId);
    }

    void replaceTokens(byte[] access, byte @Nullable [] refresh, Instant expires, Instant now) {
        previousRefreshToken = refreshToken;
        accessToken = access;
        refreshToken = refresh;
        expiresAt = expires;
        renewedAt = now;
        renewingUntil = null;
    }

    boolean isBeingRenewed(Instant now) {
        return renewingUntil != null && now.isBefore(renewingUntil);
    }

    void leaseUntil(Instant end) {
        renewingUntil = end;
    }

    void endLease() {
        renewingUntil = null;
    }

    /// Checks whether it was renewed within the lifetime of an access token.
    boolean isFreshlyRenewed(Instant now) {
        return previousRefreshToken != null && now.isBefore(renewedAt.plus(ACCESS_TOKEN_LIFE));
    }

    /// Keeps it out of use until then.
    void refuseUntil(Instant end) {
        refusedUntil = end;
    }

    /// Checks whether the access token is still valid at that moment, or can be renewed, as far as we know.
    boolean isUsable(Instant now) {
        boolean isRefused = refusedUntil != null && now.isBefore(refusedUntil);
        return !isRefused && (now.isBefore(expiresAt)
                || (refreshToken != null && now.isBefore(renewedAt.plus(REFRESH_TOKEN_LIFE))));
    }

    Instant expiresAt() {
        return expiresAt;
    }

    Instant renewedAt() {
        return renewedAt;
    }

    byte[] accessToken() {
        return accessToken;
    }

    byte @Nullable [] refreshToken() {
        return refreshToken;
    }

    byte @Nullable [] previousRefreshToken() {
        return previousRefreshToken;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Credential that && key.equals(that.key);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }
}
