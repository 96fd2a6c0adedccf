package io.b24mirror.simulation;

import java.util.List;

import io.b24mirror.simulation.RecordedRequest.Host;
import io.b24mirror.simulation.Violation.Kind;

/// What every request has to keep to, whichever method it calls.
final class Rules {

    private static final List<String> SECRETS = List.of("auth", "access_token", "refresh_token", "client_secret",
            "application_token");

    private final Journal journal;

    Rules(Journal journal) {
        this.journal = journal;
    }

    void check(IncomingRequest request, Host host) {
        for (var secret : SECRETS) {
            if (request.query().has(secret)) {
                throw broken(Kind.SECRET_IN_URL, "%s %s with %s in the query".formatted(request.httpMethod(),
                        request.path(), secret));
            }
        }
        if (request.userAgent().isBlank()) {
            throw broken(Kind.NO_USER_AGENT, request.path());
        }
        if (host == Host.PORTAL && request.body().has("client_secret")) {
            throw broken(Kind.CLIENT_SECRET_TO_PORTAL, request.path());
        }
        if (request.problem() != null) {
            throw broken(Kind.MALFORMED, request.path() + ": " + request.problem());
        }
    }

    private RestError broken(Kind kind, String detail) {
        journal.violated(kind, detail);
        return new RestError(400, "INVALID_REQUEST", "The simulation refuses it: %s, %s".formatted(kind, detail));
    }
}
