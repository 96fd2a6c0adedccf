package io.b24mirror.portal.installation;

import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

import io.b24mirror.portal.MemberId;
import io.b24mirror.portal.Portal;
import io.b24mirror.portal.PortalEvent;
import io.b24mirror.portal.token.TokenSealer;
import io.b24mirror.secret.Secret;

/// A claimed installation and what became of it. Its tokens are erased with the decision, either way.
@Entity
@Table(schema = "portal", name = "installation")
@SuppressWarnings("UnusedVariable") // some columns are kept for operators
class Installation {
    enum State {
        /// Waits for the authorization server.
        PENDING,
        /// Confirmed; the portal row says the same now.
        VERIFIED,
        /// Forged or outdated; no portal was touched.
        REFUSED
    }

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long installationId;

    private String memberId;

    @Enumerated(EnumType.STRING)
    private State state;

    private String domain;
    private @Nullable String clientEndpoint;
    private @Nullable String serverEndpoint;
    private @Nullable Long claimedUserId;
    private @Nullable String applicationTokenDigest;
    private byte @Nullable [] accessToken;
    private byte @Nullable [] refreshToken;
    private Instant expiresAt;
    private @Nullable String appStatus;
    private @Nullable String scope;
    private @Nullable Long eventHandlerId;
    private @Nullable Instant eventAt;
    private Instant receivedAt;
    private @Nullable String source;
    private boolean sharedSource;

    @Column(updatable = false)
    private boolean vouched;

    @Column(updatable = false)
    private Instant dueAt;

    @Column(insertable = false, updatable = false)
    private @Nullable Instant askedAt;

    @JdbcTypeCode(SqlTypes.JSON)
    private @Nullable String data;

    private @Nullable Instant decidedAt;
    private @Nullable String refusal;

    @SuppressWarnings("NullAway.Init")
    protected Installation() {}

    /// A claim that waits for its turn.
    ///
    /// @param vouched
    ///            whether it came with an application token that the portal had already
    Installation(InstallationClaim claim, boolean vouched, TokenSealer sealer) {
        memberId = claim.memberId().value();
        state = State.PENDING;
        domain = Objects.requireNonNullElse(claim.domain(), "");
        clientEndpoint = text(claim.clientEndpoint());
        serverEndpoint = text(claim.serverEndpoint());
        claimedUserId = claim.userId();
        applicationTokenDigest = claim.applicationToken() == null ? null : claim.applicationToken().digest();
        accessToken = sealer.seal(claim.accessToken(), claim.memberId(), TokenSealer.CLAIMANT);
        refreshToken = sealer.seal(claim.refreshToken(), claim.memberId(), TokenSealer.CLAIMANT);
        expiresAt = claim.expiresAt();
        appStatus = claim.appStatus();
        scope = claim.scope();
        eventHandlerId = claim.eventHandlerId();
        eventAt = claim.eventAt();
        receivedAt = claim.receivedAt();
        source = claim.source() == null ? null : claim.source().address();
        sharedSource = claim.source() == null || claim.source().isShared();
        this.vouched = vouched;
        dueAt = claim.receivedAt();
        data = claim.data();
    }

    private static @Nullable String text(@Nullable URI address) {
        return address == null ? null : address.toString();
    }

    void markVerified(Instant now) {
        decide(State.VERIFIED, now);
        refusal = null;
    }

    void markRefused(String reason, Instant now) {
        decide(State.REFUSED, now);
        refusal = reason;
        data = null;
    }

    private void decide(State decision, Instant now) {
        state = decision;
        decidedAt = now;
        accessToken = null;
        refreshToken = null;
    }

    Secret openAccessToken(TokenSealer sealer) {
        return sealer.open(Objects.requireNonNull(accessToken, "Decided already"), memberId(), TokenSealer.CLAIMANT);
    }

    Secret openRefreshToken(TokenSealer sealer) {
        return sealer.open(Objects.requireNonNull(refreshToken, "Decided already"), memberId(), TokenSealer.CLAIMANT);
    }

    long id() {
        return Objects.requireNonNull(installationId, "Not saved yet");
    }

    boolean isPending() {
        return state == State.PENDING;
    }

    boolean isVouched() {
        return vouched;
    }

    MemberId memberId() {
        return new MemberId(memberId);
    }

    VerificationRequest verification(TokenSealer sealer) {
        return new VerificationRequest(memberId(), domain.isEmpty() ? null : domain,
                serverEndpoint == null ? null : URI.create(serverEndpoint), openAccessToken(sealer), claimedUserId);
    }

    /// The hosts by which it names the portal, in lower case.
    Set<String> claimedHosts() {
        var endpoint = clientEndpoint == null ? "" : URI.create(clientEndpoint).getRawAuthority();
        return Stream.of(domain, endpoint)
                .filter(host -> !host.isEmpty())
                .map(host -> host.toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    Optional<String> applicationTokenDigest() {
        return Optional.ofNullable(applicationTokenDigest);
    }

    @Nullable
    Instant eventAt() {
        return eventAt;
    }

    /// When Bitrix24 was asked about it last.
    Instant askedAt() {
        return Objects.requireNonNullElse(askedAt, receivedAt);
    }

    Instant receivedAt() {
        return receivedAt;
    }

    Instant expiresAt() {
        return expiresAt;
    }

    /// What it says of its portal, now that it is verified.
    Portal.VerifiedInstallation confirmedBy(VerifiedToken verified) {
        var app = verified.app();
        return new Portal.VerifiedInstallation(app.clientEndpoint(), verified.serverEndpoint(), verified.userId(),
                app.status(), app.scope(), eventAt, applicationTokenDigest());
    }

    /// The installation as rooms that log or react to it see it.
    PortalEvent.Installed announcement(long userId) {
        return new PortalEvent.Installed(memberId(), userId, eventHandlerId,
                Objects.requireNonNullElse(eventAt, receivedAt), receivedAt, data);
    }
}
