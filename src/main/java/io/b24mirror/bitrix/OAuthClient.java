package io.b24mirror.bitrix;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

import tools.jackson.databind.JsonNode;

import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

import io.b24mirror.bitrix.http.EpochSeconds;
import io.b24mirror.bitrix.http.PhpQuery;
import io.b24mirror.bitrix.http.Reply;
import io.b24mirror.bitrix.http.RestTransport;
import io.b24mirror.bitrix.limit.PortalConcurrencyLimit;
import io.b24mirror.portal.MemberId;
import io.b24mirror.portal.token.AuthorizationServer;
import io.b24mirror.secret.Secret;

import static java.nio.charset.StandardCharsets.UTF_8;

/// Calls the authorization server, by POST forms only: in a URL, secrets would end up in access logs.
///
/// A success is a 200 that contains the value: Bitrix24 answers `wrong_client` with HTTP 200, too.
@Component
class OAuthClient implements AuthorizationServer {
    private static final long TOKEN_LIFE_SECONDS = 3_600;

    private final RestTransport transport;
    private final PortalConcurrencyLimit limit;
    private final OAuthProperties properties;
    private final Clock clock;

    OAuthClient(RestTransport transport, PortalConcurrencyLimit limit, OAuthProperties properties, Clock clock) {
        this.transport = transport;
        this.limit = limit;
        this.properties = properties;
        this.clock = clock;
    }

    @Override
    public Answer<AppInfo> appInfo(URI serverEndpoint, Secret accessToken) {
        var reply = post(serverEndpoint.resolve("app.info"), Map.of("auth", accessToken.reveal()));
        return read(reply, List.of(accessToken), body -> body.path("result").path("install").isObject(),
                OAuthClient::appInfo);
    }

    @Override
    public Answer<TokenPair> renew(URI serverEndpoint, Secret refreshToken) {
        if (properties.clientId() == null || properties.clientSecret() == null) {
            return new Answer.Blocked<>("no app is configured: set B24_CLIENT_ID and B24_CLIENT_SECRET");
        }
        var reply = post(serverEndpoint.resolve("/oauth/token/"),
                Map.of("grant_type", "refresh_token", "client_id", properties.clientId(), "client_secret",
                        properties.clientSecret().reveal(), "refresh_token", refreshToken.reveal()));
        return read(reply, List.of(refreshToken, properties.clientSecret()),
                body -> hasText(body, "access_token") && hasText(body, "refresh_token"), this::tokenPair,
                OAuthClient::refusalOfRenewal);
    }

    @Override
    public Answer<Boolean> isAdministrator(MemberId memberId, URI clientEndpoint, Secret accessToken) {
        Reply reply;
        try {
            reply = limit.send(memberId,
                    () -> transport.postJson(clientEndpoint.resolve("profile"), accessToken, Map.of()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Answer.Unavailable<>("the service is shutting down");
        }
        return read(reply, List.of(accessToken), body -> body.path("result").isObject(),
                body -> body.path("result").path("ADMIN").asBoolean(false));
    }

    private Reply post(URI url, Map<String, String> form) {
        return transport.post(url, null, MediaType.APPLICATION_FORM_URLENCODED, PhpQuery.encode(form).getBytes(UTF_8));
    }

    /// Only a code that says that the grant itself is invalid may cost the portal its authorization. Installing the app
    /// again does not help against wrong settings of ours or an unpaid bill, and an unknown code proves nothing.
    private static Answer<TokenPair> refusalOfRenewal(String code) {
        return switch (code.toLowerCase(Locale.ROOT)) {
            case "invalid_grant", "bad_verification_code", "not_installed" -> new Answer.Refused<>(code);
            case "invalid_client", "wrong_client", "invalid_request", "invalid_scope", "unauthorized_client",
                    "unsupported_grant_type", "payment_required", "portal_deleted" ->
                new Answer.Blocked<>(OperatorHints.append(code, code));
            case "insufficient_scope" -> new Answer.Blocked<>(OperatorHints.append(code, "invalid_scope"));
            default -> new Answer.Unavailable<>(code);
        };
    }

    private static <T> Answer<T> read(Reply reply, List<Secret> known, Predicate<JsonNode> complete,
            Function<JsonNode, T> value) {
        return read(reply, known, complete, value, Answer.Refused::new);
    }

    private static <T> Answer<T> read(Reply reply, List<Secret> known, Predicate<JsonNode> complete,
            Function<JsonNode, T> value, Function<String, Answer<T>> refusal) {
        return switch (reply) {
            case Reply.Unusable(var reason, _) -> new Answer.Unavailable<>(reason);
            case Reply.Moved moved -> new Answer.Unavailable<>(moved.reason());
            case Reply.Json(var status, var body) when status >= 500 ->
                new Answer.Unavailable<>("HTTP " + status + " " + ErrorDecoder.code(body, known));
            case Reply.Json(var status, var body) when body.hasNonNull("error") ->
                ErrorDecoder.isTransient(body, status)
                        ? new Answer.Unavailable<>(ErrorDecoder.code(body, known))
                        : refusal.apply(ErrorDecoder.code(body, known));
            case Reply.Json(var status, var body) when status == 200 && complete.test(body) ->
                new Answer.Given<>(value.apply(body));
            case Reply.Json(var status, _) ->
                new Answer.Unavailable<>("HTTP " + status + " without what was asked for");
        };
    }

    private static AppInfo appInfo(JsonNode body) {
        var result = body.path("result");
        var install = result.path("install");
        long userId = result.path("user_id").asLong(0);
        return new AppInfo(result.path("client_id").asString(""), install.path("member_id").asString(""),
                install.path("domain").asString(""), address(install.path("client_endpoint").asString("")),
                install.path("status").asString(""), result.path("scope").asString(""), userId > 0 ? userId : null,
                install.path("installed").asBoolean(true));
    }

    /// Turns invalid text into an empty address, which no portal has.
    private static URI address(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException _) {
            return URI.create("");
        }
    }

    private TokenPair tokenPair(JsonNode body) {
        return new TokenPair(Secret.of(body.path("access_token").asString()),
                Secret.of(body.path("refresh_token").asString()), expiresAt(body));
    }

    private Instant expiresAt(JsonNode body) {
        var expiry = EpochSeconds.read(body.path("expires"));
        long left = Math.clamp(body.path("expires_in").asLong(TOKEN_LIFE_SECONDS), 0, TOKEN_LIFE_SECONDS);
        return expiry == null ? clock.instant().plusSeconds(left) : expiry;
    }

    private static boolean hasText(JsonNode body, String name) {
        return !body.path(name).asString("").isEmpty();
    }
}
