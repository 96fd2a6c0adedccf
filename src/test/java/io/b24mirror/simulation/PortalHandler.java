package io.b24mirror.simulation;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.b24mirror.simulation.Flights.Flight;
import io.b24mirror.simulation.RecordedRequest.Host;
import io.b24mirror.simulation.Violation.Kind;

/// The portal's REST interface on the wire: `/rest/{method}` and `/rest/{user}/{secret}/{method}`.
final class PortalHandler implements HttpHandler {

    private static final int IN_FLIGHT_LIMIT = 4;
    private static final System.Logger LOG = System.getLogger(PortalHandler.class.getName());

    private final Rules rules;
    private final Authentication authentication;
    private final Methods methods;
    private final SimulatedFaults faults;
    private final LeakyBucket bucket;
    private final Timing timing;
    private final Journal journal;
    private final Clock clock;
    private final Flights flights = new Flights();

    PortalHandler(Rules rules, Authentication authentication, Methods methods, SimulatedFaults faults,
            LeakyBucket bucket, Timing timing, Journal journal, Clock clock) {
        this.rules = rules;
        this.authentication = authentication;
        this.methods = methods;
        this.faults = faults;
        this.bucket = bucket;
        this.timing = timing;
        this.journal = journal;
        this.clock = clock;
    }

    private record Reply(int status, JsonNode body) {}

    /// Where a request is addressed to.
    private record Target(String method, @Nullable Long webhookUser, String webhookSecret) {

        static Target of(String path) {
            var parts = List.of(path.replaceFirst("^/rest/", "").split("/"));
            return parts.size() >= 3
                    ? new Target(plain(parts.get(2)), Json.number(Json.of(parts.get(0)), 0), parts.get(1))
                    : new Target(plain(parts.getFirst()), null, "");
        }

        private static String plain(String method) {
            return method.toLowerCase(Locale.ROOT).replaceFirst("\\.json$", "");
        }
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange; var flight = flights.start()) {
            var request = IncomingRequest.read(exchange);
            var target = Target.of(request.path());
            var fault = faults.next(target.method(), true).orElse(null);
            if (fault == null) {
                serve(exchange, request, target, flight);
            } else {
                fail(exchange, request, target, flight, fault);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    void awaitInFlight(int requests, Duration atMost) throws InterruptedException {
        flights.await(requests, atMost);
    }

    private void fail(HttpExchange exchange, IncomingRequest request, Target target, Flight flight, Fault fault)
            throws IOException, InterruptedException {
        if (!(fault instanceof Fault.Hang)) {
            flight.close();
        }
        switch (fault) {
            case Fault.Canned canned -> {
                record(request, target, null, canned.status(), "canned");
                Answers.whole(exchange, canned.status(), canned.contentType(), canned.body());
            }
            case Fault.Redirect(var base) -> {
                record(request, target, null, 302, "redirect");
                Answers.redirect(exchange, base);
            }
            case Fault.Half() -> {
                record(request, target, null, 0, "half");
                Answers.half(exchange);
            }
            case Fault.Reset() -> record(request, target, null, 0, "reset");
            case Fault.LostAnswer() -> answer(request, target, flight.number);
            case Fault.Hang(var latch) -> {
                latch.await();
                serve(exchange, request, target, flight);
            }
        }
    }

    private void serve(HttpExchange exchange, IncomingRequest request, Target target, Flight flight)
            throws IOException {
        var reply = answer(request, target, flight.number);
        flight.close();
        Answers.json(exchange, reply.status(), reply.body());
    }

    private Reply answer(IncomingRequest request, Target target, int flying) {
        @Nullable
        Long userId = null;
        try {
            check(request, flying);
            var caller = target.webhookUser() == null
                    ? authentication.app(request.token())
                    : authentication.webhook(target.webhookUser(), target.webhookSecret());
            userId = caller.user().id();
            faults.checkUser(userId);
            var answer = methods.call(new Call(caller, target.method(), request.parameters()));
            record(request, target, userId, 200, null);
            return new Reply(200, body(answer, target.method()));
        } catch (RestError error) {
            record(request, target, userId, error.status(), error.code());
            return new Reply(error.status(), error.body());
        } catch (RuntimeException bug) {
            LOG.log(System.Logger.Level.ERROR, "The simulation failed on " + target.method(), bug);
            record(request, target, userId, 500, "INTERNAL_SERVER_ERROR");
            return new Reply(500, new RestError(500, "INTERNAL_SERVER_ERROR", "Internal server error").body());
        }
    }

    private void check(IncomingRequest request, int flying) {
        rules.check(request, Host.PORTAL);
        faults.checkPortal();
        if (flying > IN_FLIGHT_LIMIT) {
            journal.violated(Kind.TOO_MANY_IN_FLIGHT, flying + " at once");
            throw new RestError(503, "QUERY_LIMIT_EXCEEDED", "Too many requests");
        }
        if (!bucket.take()) {
            journal.violated(Kind.QUERY_LIMIT_EXCEEDED, request.path());
            throw new RestError(503, "QUERY_LIMIT_EXCEEDED", "Too many requests");
        }
    }

    private JsonNode body(Answer answer, String method) {
        var body = Json.object();
        body.set("result", answer.result());
        answer.next().ifPresent(next -> body.put("next", next));
        answer.total().ifPresent(total -> body.put("total", total));
        body.set("time", timing.of(method));
        return body;
    }

    private void record(IncomingRequest request, Target target, @Nullable Long userId, int status,
            @Nullable String error) {
        var commands = target.method().equals("batch") ? Batch.commands(request.parameters()) : List.<String>of();
        journal.record(new RecordedRequest(Host.PORTAL, target.method(), userId, status, error, request.bytes(),
                clock.instant(), commands));
    }
}
