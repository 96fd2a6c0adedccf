package io.b24mirror.portal;

import java.net.URI;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.Table;
import jakarta.persistence.Version;

import org.jspecify.annotations.Nullable;

import io.b24mirror.secret.Secret;

/// A portal that we serve. Its addresses come from a verified installation or from the configuration, never from
/// an event.
@Entity
@Table(schema = "portal", name = "portal")
@SuppressWarnings("UnusedVariable") // some columns are read by the reporting views alone
public class Portal {
    public enum Mode {
        /// Served as an installed app, with OAuth tokens.
        APP,
        /// Served by an outgoing and an incoming webhook.
        WEBHOOK
    }

    public enum State {
        /// Its events are taken and its records are read.
        ACTIVE,
        /// Its events are taken; its records wait, because the authorization server no longer renews our tokens.
        NEEDS_REAUTHORIZATION,
        /// It removed the app; nothing is taken from it or asked of it.
        UNINSTALLED
    }

    /// What a verified installation says of its portal.
    ///
    /// @param sentAt
    ///            when the portal sent it, by its own clock; null where it does not say
    public record VerifiedInstallation(URI clientEndpoint, URI serverEndpoint, long serviceUserId, String appStatus,
            String scope, @Nullable Instant sentAt, Optional<String> applicationTokenDigest) {}

    @Id
    private String memberId;

    @Enumerated(EnumType.STRING)
    private Mode mode;

    @Enumerated(EnumType.STRING)
    private State state;

    private String domain;
    private String clientEndpoint;
    private @Nullable String serverEndpoint;
    private @Nullable Long serviceUserId;
    private @Nullable String appStatus;
    private @Nullable String scope;
    private Instant installedAt;
    private @Nullable Instant installSentAt;
    private @Nullable Instant uninstalledAt;
    private @Nullable Instant uninstallSentAt;
    private @Nullable Instant suspendedAt;

    @Version
    private int version;

    @ElementCollection(fetch = FetchType.EAGER)
    @CollectionTable(schema = "portal", name = "application_token", joinColumns = @JoinColumn(name = "member_id"))
    @Column(name = "digest")
    private Set<String> applicationTokenDigests = new HashSet<>();

    @SuppressWarnings("NullAway.Init")
    protected Portal() {}

    /// A portal of which nothing is known yet but its identity.
    @SuppressWarnings("NullAway.Init") // the rest is set by what every path after it does: install or configure
    public Portal(MemberId memberId) {
        this.memberId = memberId.value();
    }

    /// Takes over what a verified installation says, replacing all that an earlier one said.
    public void install(VerifiedInstallation installation, Instant now) {
        mode = Mode.APP;
        state = State.ACTIVE;
        domain = hostOf(installation.clientEndpoint());
        clientEndpoint = installation.clientEndpoint().toString();
        serverEndpoint = installation.serverEndpoint().toString();
        serviceUserId = installation.serviceUserId();
        appStatus = installation.appStatus();
        scope = installation.scope();
        installedAt = now;
        installSentAt = installation.sentAt();
        uninstalledAt = null;
        uninstallSentAt = null;
        installation.applicationTokenDigest().ifPresent(digest -> {
            applicationTokenDigests.clear();
            applicationTokenDigests.add(digest);
        });
    }

    /// Takes over the address to which it was renamed.
    public void moveTo(URI endpoint) {
        domain = hostOf(endpoint);
        clientEndpoint = endpoint.toString();
    }

    /// Takes over one webhook pair of the configuration; a portal may have several.
    void configure(WebhookUrl webhook, Secret applicationToken, Instant now) {
        if (mode != Mode.WEBHOOK || state != State.ACTIVE) {
            installedAt = now;
        }
        mode = Mode.WEBHOOK;
        state = State.ACTIVE;
        domain = hostOf(webhook.portal());
        clientEndpoint = webhook.portal().toString();
        serviceUserId = webhook.userId();
        uninstalledAt = null;
        uninstallSentAt = null;
        applicationTokenDigests.add(applicationToken.digest());
    }

    /// Checks whether a webhook that names no member_id may belong to this portal.
    boolean mayBeServedBy(WebhookUrl webhook) {
        return state == State.UNINSTALLED || (mode == Mode.WEBHOOK && domain.equals(hostOf(webhook.portal())));
    }

    /// Forgets all application tokens but these.
    void keepApplicationTokens(Collection<String> digests) {
        applicationTokenDigests.retainAll(digests);
    }

    /// Checks whether an uninstallation ends this installation. Bitrix24 promises no order, so one that was sent
    /// earlier may arrive later. The portal's own clock decides; if one of the two has no time, the order of
    /// arrival does.
    public boolean isEndedBy(@Nullable Instant uninstallSentAt) {
        return state != State.UNINSTALLED && (installSentAt == null || uninstallSentAt == null
                || !uninstallSentAt.isBefore(installSentAt));
    }

    /// Decides which came later, a claim or the removal of the app.
    ///
    /// @param sentAt
    ///            when the portal sent the claim, by its own clock; null where it does not say
    /// @param askedAt
    ///            when Bitrix24 was asked about the claim
    public Precedence precedence(@Nullable Instant sentAt, Instant askedAt) {
        if (uninstalledAt == null) {
            return Precedence.CLAIM_IS_LATER;
        }
        if (sentAt != null && uninstallSentAt != null && !sentAt.equals(uninstallSentAt)) {
            return sentAt.isBefore(uninstallSentAt) ? Precedence.REMOVAL_IS_LATER : Precedence.CLAIM_IS_LATER;
        }
        return askedAt.isBefore(uninstalledAt) ? Precedence.UNKNOWN : Precedence.CLAIM_IS_LATER;
    }

    /// What came later, a claim or the removal of the app.
    public enum Precedence {
        /// The portal sent the claim after it removed the app, or Bitrix24 confirmed the claim after that.
        CLAIM_IS_LATER,
        /// The portal removed the app after it sent the claim.
        REMOVAL_IS_LATER,
        /// The removal arrived after Bitrix24 was asked, so it has to be asked again: a removal ends the claim's token.
        UNKNOWN
    }

    public void markUninstalled(@Nullable Instant sentAt, Instant at) {
        state = State.UNINSTALLED;
        uninstalledAt = at;
        uninstallSentAt = sentAt;
        suspendedAt = null;
        applicationTokenDigests.clear();
    }

    /// Suspends it until it is resumed or uninstalled.
    ///
    /// @return whether that is new
    boolean suspend(Instant at) {
        if (suspendedAt != null || state == State.UNINSTALLED) {
            return false;
        }
        suspendedAt = at;
        return true;
    }

    /// Ends a suspension.
    ///
    /// @return whether it was suspended
    boolean resume() {
        boolean wasSuspended = suspendedAt != null;
        suspendedAt = null;
        return wasSuspended;
    }

    public boolean isSuspended() {
        return suspendedAt != null;
    }

    public void markNeedsReauthorization() {
        if (state == State.ACTIVE) {
            state = State.NEEDS_REAUTHORIZATION;
        }
    }

    public MemberId memberId() {
        return new MemberId(memberId);
    }

    public Mode mode() {
        return mode;
    }

    public State state() {
        return state;
    }

    /// Checks whether it is active and served by OAuth tokens.
    public boolean isServedByTokens() {
        return mode == Mode.APP && state == State.ACTIVE;
    }

    /// Checks whether that user is our service identity on it.
    public boolean isServedAs(long userId) {
        return isServedByTokens() && isServiceUser(userId);
    }

    public boolean isServiceUser(long userId) {
        return Objects.equals(serviceUserId, userId);
    }

    public URI clientEndpoint() {
        return URI.create(clientEndpoint);
    }

    public URI serverEndpoint() {
        return URI.create(Objects.requireNonNull(serverEndpoint, "Only app mode has an authorization server"));
    }

    public long serviceUserId() {
        return Objects.requireNonNull(serviceUserId, "An active portal has a service identity");
    }

    Set<String> applicationTokenDigests() {
        return Set.copyOf(applicationTokenDigests);
    }

    private static String hostOf(URI endpoint) {
        return endpoint.getPort() < 0 ? endpoint.getHost() : endpoint.getHost() + ":" + endpoint.getPort();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Portal that && memberId.equals(that.memberId);
    }

    @Override
    public int hashCode() {
        return memberId.hashCode();
    }
}
