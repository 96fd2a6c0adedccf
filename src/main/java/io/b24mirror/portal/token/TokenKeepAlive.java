package io.b24mirror.portal.token;

import java.time.Clock;
import java.time.Duration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

import io.b24mirror.portal.MemberId;

/// Renews the tokens of portals from which nothing was read for three weeks, so that they do not lose us: a refresh
/// token lives 180 days by Bitrix24's documentation, and 30 days by the stamp inside it.
///
/// Suspended portals are no exception: the authorization server is asked, not they.
///
/// Never more often than that: Bitrix24 blocks those who refresh on a schedule of hours or days.
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
