package io.b24mirror.simulation;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

import io.b24mirror.simulation.Violation.Kind;

/// The tokens the authorization server has handed out: access for an hour, renewal once within 30 days, as the stamp
/// inside every captured refresh token says.
final class Tokens {

    static final Duration ACCESS_LIFE = Duration.ofHours(1);
    private static final Duration REFRESH_LIFE = Duration.ofDays(30);
    private static final Duration CODE_LIFE = Duration.ofSeconds(30);
    private static final String ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz";

    private final Clock clock;
    private final Journal journal;
    private final RandomGenerator random = new SecureRandom();
    private final Map<String, Access> accesses = new HashMap<>();
    private final Map<String, Renewal> renewals = new HashMap<>();
    private final Map<String, Access> codes = new HashMap<>();
    private final Set<String> issued = ConcurrentHashMap.newKeySet();
    private @Nullable Rotation lastRotation;
    private int renewed;
    private int renewedEarly;

    Tokens(Clock clock, Journal journal) {
        this.clock = clock;
        this.journal = journal;
    }

    record Access(long userId, Instant expiresAt) {

        boolean isExpiredAt(Instant now) {
            return !now.isBefore(expiresAt);
        }
    }

    /// A renewal: the refresh token that was used for it, and what it gave.
    private record Rotation(Renewal before, TokenPair after) {}

    private record Renewal(TokenPair pair, Instant expiresAt, boolean used) {}

    synchronized TokenPair issue(long userId) {
        var now = clock.instant();
        var pair = new TokenPair(userId, opaque(), opaque(), now.plus(ACCESS_LIFE));
        accesses.put(pair.accessToken(), new Access(userId, pair.expiresAt()));
        renewals.put(pair.refreshToken(), new Renewal(pair, now.plus(REFRESH_LIFE), false));
        return pair;
    }

    synchronized String issueCode(long userId) {
        var code = opaque();
        codes.put(code, new Access(userId, clock.instant().plus(CODE_LIFE)));
        return code;
    }

    synchronized Optional<Access> find(String accessToken) {
        return Optional.ofNullable(accesses.get(accessToken));
    }

    synchronized TokenPair exchange(String code) {
        var grant = codes.remove(code);
        if (grant == null || grant.isExpiredAt(clock.instant())) {
            throw invalidGrant();
        }
        return issue(grant.userId());
    }

    /// Hands out the next pair. The old refresh token has had its one use then.
    synchronized TokenPair renew(String refreshToken) {
        var renewal = renewals.get(refreshToken);
        if (renewal == null || !clock.instant().isBefore(renewal.expiresAt())) {
            throw invalidGrant();
        }
        if (renewal.used()) {
            journal.violated(Kind.REFRESH_TOKEN_REUSED, "of user " + renewal.pair().userId());
            throw invalidGrant();
        }
        renewals.put(refreshToken, new Renewal(renewal.pair(), renewal.expiresAt(), true));
        count(renewal.pair());
        var next = issue(renewal.pair().userId());
        lastRotation = new Rotation(renewal, next);
        return next;
    }

    synchronized void takeBackLastRenewal() {
        var rotation = Objects.requireNonNull(lastRotation, "Nothing was renewed");
        accesses.remove(rotation.after().accessToken());
        renewals.remove(rotation.after().refreshToken());
        renewals.put(rotation.before().pair().refreshToken(), rotation.before());
    }

    private void count(TokenPair old) {
        renewed++;
        if (find(old.accessToken()).filter(access -> !access.isExpiredAt(clock.instant())).isPresent()) {
            renewedEarly++;
        }
    }

    synchronized int renewals() {
        return renewed;
    }

    synchronized int earlyRenewals() {
        return renewedEarly;
    }

    synchronized void expireAccess() {
        var now = clock.instant();
        accesses.replaceAll((_, access) -> new Access(access.userId(), now));
    }

    synchronized void revokeRefresh() {
        renewals.clear();
    }

    synchronized void revokeAll() {
        accesses.clear();
        renewals.clear();
        codes.clear();
    }

    private static RestError invalidGrant() {
        return RestError.wordless(400, "invalid_grant");
    }

    Set<String> everIssued() {
        return Set.copyOf(issued);
    }

    String opaque() {
        return secret(random.nextInt(32, 71));
    }

    String secret(int length) {
        var text = text(length);
        issued.add(text);
        return text;
    }

    /// Looks like a secret and is none: it tells processes and sessions apart.
    String id() {
        return text(32);
    }

    private String text(int length) {
        return random.ints(length, 0, ALPHABET.length())
                .collect(StringBuilder::new, (start, index) -> start.append(ALPHABET.charAt(index)),
                        StringBuilder::append)
                .toString();
    }
}
