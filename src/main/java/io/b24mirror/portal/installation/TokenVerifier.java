package io.b24mirror.portal.installation;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

import io.b24mirror.portal.PortalHosts;
import io.b24mirror.portal.PortalProperties;
import io.b24mirror.portal.Region;
import io.b24mirror.portal.token.AuthorizationServer;
import io.b24mirror.portal.token.AuthorizationServer.Answer;
import io.b24mirror.portal.token.AuthorizationServer.AppInfo;

/// Verifies a posted token: asks `app.info` on the authorization server whose it is, then asks the portal, at the
/// address that the authorization server gave, whether the user is an administrator.
///
/// A portal may have several host names, so its member_id, our client_id and the user decide.
///
/// See Bitrix24's "Secure event handlers": anyone can post a token, so it has to be verified.
@Component
class TokenVerifier {
    /// Visitors whose tokens are verified at the same time, apart from claims, so that neither takes what the
    /// other needs.
    static final int VISITORS_AT_ONCE = 8;

    private static final String APP_INFO = "app.info";
    private static final String PROFILE = "profile";

    private final PortalProperties properties;
    private final PortalHosts hosts;
    private final AuthorizationServer authorizationServer;
    private final Semaphore freeForVisitors = new Semaphore(VISITORS_AT_ONCE);

    TokenVerifier(PortalProperties properties, PortalHosts hosts, AuthorizationServer authorizationServer) {
        this.properties = properties;
        this.hosts = hosts;
        this.authorizationServer = authorizationServer;
    }

    /// Verifies a visitor's token, unless too many are being verified.
    Optional<VerificationResult> checkVisitor(VerificationRequest request) {
        if (!freeForVisitors.tryAcquire()) {
            return Optional.empty();
        }
        try {
            return Optional.of(check(request));
        } finally {
            freeForVisitors.release();
        }
    }

    /// Verifies a token. Call it without an open transaction. If the post names no authorization server, the first one
    /// that knows the token decides. If one of them does not answer, the result is open, since it might have known it.
    VerificationResult check(VerificationRequest request) {
        VerificationResult verdict = new VerificationResult.Refused("no authorization server is configured");
        for (var server : servers(request)) {
            var answer = authorizationServer.appInfo(server, request.accessToken());
            if (answer instanceof Answer.Given<AppInfo>(var info)) {
                return check(request, server, info);
            }
            if (!(verdict instanceof VerificationResult.Unavailable)) {
                verdict = withoutAnswer(APP_INFO, answer);
            }
        }
        return verdict;
    }

    private static <T> VerificationResult withoutAnswer(String method, Answer<T> answer) {
        return switch (answer) {
            case Answer.Refused<T>(var code) -> new VerificationResult.Refused(method + " answered " + code);
            case Answer.Blocked<T>(var reason) -> new VerificationResult.Unavailable(method, reason);
            case Answer.Unavailable<T>(var reason) -> new VerificationResult.Unavailable(method, reason);
            case Answer.Given<T> _ -> throw new IllegalArgumentException("There is an answer");
        };
    }

    private List<URI> servers(VerificationRequest request) {
        var named = request.serverEndpoint();
        return named == null ? hosts.authorizationServers(Region.of(null, request.domain())) : List.of(named);
    }

    private VerificationResult check(VerificationRequest request, URI server, AppInfo info) {
        var userId = info.userId() == null ? request.userId() : info.userId();
        var objection = objection(request, info, userId);
        if (objection.isPresent() || userId == null) {
            return new VerificationResult.Refused(objection.orElse("it names no user"));
        }
        var answer = authorizationServer.isAdministrator(request.memberId(), info.clientEndpoint(),
                request.accessToken());
        if (answer instanceof Answer.Given<Boolean>(var administers)) {
            return administers
                    ? new VerificationResult.Administrator(new VerifiedToken(server, info, userId))
                    : new VerificationResult.OtherUser();
        }
        return withoutAnswer(PROFILE, answer);
    }

    private Optional<String> objection(VerificationRequest request, AppInfo info, @Nullable Long userId) {
        if (!info.clientId().equals(properties.clientId())) {
            return Optional.of("its token belongs to another app");
        }
        if (!info.memberId().equals(request.memberId().value())) {
            return Optional.of("its token belongs to another portal");
        }
        if (!hosts.allowsPortal(info.clientEndpoint())) {
            return Optional.of("B24_PORTAL_HOSTS does not allow its client_endpoint \"%s\""
                    .formatted(info.clientEndpoint()));
        }
        if (request.userId() != null && !request.userId().equals(userId)) {
            return Optional.of("its token belongs to another user");
        }
        return Optional.empty();
    }
}
