package io.b24mirror.simulation;

import java.io.IOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import io.b24mirror.simulation.RecordedRequest.Host;

/// The authorization server on the wire: it renews tokens, and says whose they are.
final class AuthorizationHandler implements HttpHandler {

    private static final DateTimeFormatter ISO = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxxx");

    private final Settings settings;
    private final Addresses addresses;
    private final App app;
    private final Tokens tokens;
    private final Rules rules;
    private final SimulatedFaults faults;
    private final Timing timing;
    private final Journal journal;
    private final Habits habits;

    AuthorizationHandler(Settings settings, Addresses addresses, App app, Tokens tokens, Rules rules,
            SimulatedFaults faults, Timing timing, Journal journal, Habits habits) {
        this.settings = settings;
        this.addresses = addresses;
        this.app = app;
        this.tokens = tokens;
        this.rules = rules;
        this.faults = faults;
        this.timing = timing;
        this.journal = journal;
        this.habits = habits;
    }

    private record Reply(int status, JsonNode body, @Nullable Long userId, @Nullable String error) {}

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var request = IncomingRequest.read(exchange);
            var method = method(request.path());
            Thread.sleep(faults.slowness(method));
            var fault = faults.next(method, false).orElse(null);
            switch (fault) {
                case null -> serve(exchange, request, method);
                case Fault.Canned canned -> {
                    record(request, method, new Reply(canned.status(), Json.nothing(), null, "canned"));
                    Answers.whole(exchange, canned.status(), canned.contentType(), canned.body());
                }
                case Fault.Redirect(var base) -> {
                    record(request, method, new Reply(302, Json.nothing(), null, "redirect"));
                    Answers.redirect(exchange, base);
                }
                case Fault.Half() -> {
                    record(request, method, new Reply(0, Json.nothing(), null, "half"));
                    Answers.half(exchange);
                }
                case Fault.Reset() -> record(request, method, new Reply(0, Json.nothing(), null, "reset"));
                case Fault.LostAnswer() -> record(request, method, answer(request, method));
                case Fault.Hang(var latch) -> {
                    latch.await();
                    serve(exchange, request, method);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static String method(String path) {
        return path.replaceAll("^/(rest/)?|/$|\\.json$", "").replace('/', '.');
    }

    private void serve(HttpExchange exchange, IncomingRequest request, String method) throws IOException {
        var reply = answer(request, method);
        record(request, method, reply);
        Answers.json(exchange, reply.status(), reply.body());
    }

    private Reply answer(IncomingRequest request, String method) {
        try {
            rules.check(request, Host.AUTHORIZATION_SERVER);
            return switch (method) {
                case SimulatedFaults.TOKEN -> token(request);
                case "app.info" -> info(request);
                default -> throw new RestError(404, "ERROR_METHOD_NOT_FOUND", "Method not found!");
            };
        } catch (RestError error) {
            return new Reply(error.status(), error.body(), null, error.code());
        }
    }

    private Reply token(IncomingRequest request) {
        checkClient(request.body());
        var pair = switch (Json.text(request.body().path("grant_type"))) {
            case "refresh_token" -> tokens.renew(require(request.body(), "refresh_token"));
            case "authorization_code" -> tokens.exchange(require(request.body(), "code"));
            default -> throw invalidRequest("grant_type");
        };
        return new Reply(200, printed(pair), pair.userId(), null);
    }

    /// A wrong client gets that answer with status 200. A portal without the app and a wrong secret look alike.
    private void checkClient(ObjectNode form) {
        if (!require(form, "client_id").equals(settings.clientId())) {
            throw RestError.wordless(200, "wrong_client");
        }
        if (!require(form, "client_secret").equals(settings.clientSecret()) || !app.isPresent()) {
            throw RestError.wordless(400, "invalid_client");
        }
    }

    private static String require(ObjectNode form, String name) {
        var value = Json.text(form.path(name));
        if (value.isEmpty()) {
            throw invalidRequest(name);
        }
        return value;
    }

    private static RestError invalidRequest(String name) {
        return new RestError(400, "invalid_request", "No \"%s\" parameter found".formatted(name));
    }

    /// Numbers are numbers here; the domain is the authorization server's own; the scope says little.
    private ObjectNode printed(TokenPair pair) {
        return Json.object()
                .put("access_token", pair.accessToken())
                .put("expires", pair.expiresAt().getEpochSecond())
                .put("expires_in", Tokens.ACCESS_LIFE.toSeconds())
                .put("scope", "app")
                .put("domain", addresses.authorizationDomain())
                .put("server_endpoint", addresses.serverEndpoint())
                .put("status", settings.appStatus())
                .put("client_endpoint", addresses.clientEndpoint())
                .put("member_id", settings.memberId())
                .put("user_id", pair.userId())
                .put("refresh_token", pair.refreshToken());
    }

    private Reply info(IncomingRequest request) {
        if (request.token().isEmpty()) {
            throw new RestError(401, "NO_AUTH_FOUND", "Wrong authorization data");
        }
        var now = settings.clock().instant();
        var access = tokens.find(request.token())
                .filter(token -> !token.isExpiredAt(now))
                .orElseThrow(() -> RestError.wordless(400, "invalid_client"));
        var body = Json.object();
        var result = body.putObject("result")
                .put("client_id", settings.clientId())
                .put("scope", settings.scope())
                .put("expires",
                        access.expiresAt().truncatedTo(ChronoUnit.SECONDS).atOffset(ZoneOffset.UTC).format(ISO));
        result.set("install", install());
        result.put("user_id", Long.toString(access.userId()));
        body.set("time", timing.of("app.info"));
        return new Reply(200, body, access.userId(), null);
    }

    private ObjectNode install() {
        return Json.object()
                .put("installed", app.isInstalled())
                .put("version", "1")
                .put("status", settings.appStatus())
                .put("scope", settings.scope())
                .put("domain", habits.domainInAppInfo())
                .put("uri", addresses.portal())
                .put("client_endpoint", addresses.clientEndpoint())
                .put("member_id", settings.memberId())
                .put("member_type", "b24");
    }

    private void record(IncomingRequest request, String method, Reply reply) {
        journal.record(new RecordedRequest(Host.AUTHORIZATION_SERVER, method, reply.userId(), reply.status(),
                reply.error(), request.bytes(), settings.clock().instant(), java.util.List.of()));
    }
}
