package io.b24mirror.portal.token;

import java.time.Clock;
import java.time.Duration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

import io.b24mirror.portal.MemberId;

/// Renews the tokens of portals that were not called for three weeks, before their refresh tokens expire. A refresh
/// token is valid for 180 days by Bitrix24's documentation, and for 30 days by the stamp inside it.
///
/// Suspended portals are included, because only the authorization server is asked.
///
/// It does not renew more often, since Bitrix24 blocks apps that refresh tokens every few hours or days.
@Component
class TokenKeepAlive {
    private static final Duration AGE = Duration.ofDays(21);
    private static final Logger log = LoggerFactory.getLogger(TokenKeepAlive.class);

    private final Credentials credentials;
    private final PortalAccess access;
    private final Clock clock;

    TokenKeepAlive(Credentials credentials, PortalAccess access, Clock clock) {
        this.credentials = credentials;
        this.access = access;
        this.clock = clock;
    }

    void run() {
        credentials.findRenewedBefore(clock.instant().minus(AGE)).forEach(memberId -> renew(new MemberId(memberId)));
    }

    /// One portal that fails holds up no other; it is tried again at the next run.
    private void renew(MemberId memberId) {
        try {
            if (access.toKeepAlive(memberId) instanceof RestAccess.ByToken token) {
                access.renewed(token);
            }
        } catch (RuntimeException e) {
            log.error("Could not keep the token of portal {} alive", memberId, e);
        }
    }
}
