package io.b24mirror.simulation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

import tools.jackson.databind.JsonNode;

/// What can be made to go wrong. A method's name selects its requests, [#ANY] all requests to the portal, and
/// [#TOKEN] those for tokens to the authorization server. Commands inside a batch are not selected, `batch` is; only
/// [#failCalls], [#answerCalls] and [#operationTimeLimit] reach into batches.
public final class SimulatedFaults {

    /// Any request to the portal.
    public static final String ANY = "*";
    /// The token endpoint of the authorization server.
    public static final String TOKEN = "oauth.token";

    private record Planned(String method, Fault fault) {

        boolean hits(String called, boolean atPortal) {
            return method.equals(called) || (atPortal && method.equals(ANY));
        }
    }

    private final Clock clock;
    private final List<Planned> planned = new ArrayList<>();
    private final List<Map.Entry<String, RestError>> failures = new ArrayList<>();
    private final List<Map.Entry<String, JsonNode>> answers = new ArrayList<>();
    private final Map<String, Instant> blockedUntil = new ConcurrentHashMap<>();
    private final Map<Long, RestError> refusedUsers = new ConcurrentHashMap<>();
    private final Map<String, Duration> slow = new ConcurrentHashMap<>();
    private volatile boolean overloaded;
    private volatile boolean deleted;

    SimulatedFaults(Clock clock) {
        this.clock = clock;
    }

    /// Answers the next requests with something of your own.
    public void answer(String method, int times, int status, String contentType, String body) {
        plan(method, times, new Fault.Canned(status, contentType, body));
    }

    /// Answers the next requests with an error of Bitrix24's form.
    public void error(String method, int times, int status, String code, String description) {
        var body = new RestError(status, code, description).body().toString();
        answer(method, times, status, "application/json; charset=utf-8", body);
    }

    /// Answers the next requests with a page for people.
    public void html(String method, int times, int status) {
        answer(method, times, status, "text/html; charset=utf-8",
                "<!DOCTYPE html><html><body><h1>Something went wrong</h1></body></html>");
    }

    /// Redirects the next requests to the same path at another base, such as `http://evil.example`. To rename the
    /// portal for good there is [SimulatedPortal#moveToNewHost()].
    public void redirect(String method, int times, String base) {
        plan(method, times, new Fault.Redirect(base));
    }

    /// Breaks off the next answers in the middle.
    public void half(String method, int times) {
        plan(method, times, new Fault.Half());
    }

    /// Closes the connection of the next requests without an answer.
    public void reset(String method, int times) {
        plan(method, times, new Fault.Reset());
    }

    /// Does what the next requests ask for, and closes the connection without an answer.
    public void loseAnswer(String method, int times) {
        plan(method, times, new Fault.LostAnswer());
    }

    /// Keeps the next request waiting until the returned latch is counted down.
    ///
    /// Until then it counts as under way, even if the client has given up on it.
    public CountDownLatch hang(String method) {
        var latch = new CountDownLatch(1);
        plan(method, 1, new Fault.Hang(latch));
        return latch;
    }

    /// Has the authorization server take that long for every answer to a method.
    public void slow(String method, Duration time) {
        slow.put(method.toLowerCase(Locale.ROOT), time);
    }

    Duration slowness(String method) {
        return slow.getOrDefault(method, Duration.ZERO);
    }

    /// Lets the next calls of a method fail, in batches too.
    public synchronized void failCalls(String method, int times, int status, String code, String description) {
        for (var time = 0; time < times; time++) {
            failures.add(Map.entry(method.toLowerCase(Locale.ROOT), new RestError(status, code, description)));
        }
    }

    /// Lets the next calls of a method come to this `result` without doing anything, in batches too.
    public synchronized void answerCalls(String method, int times, String json) {
        for (var time = 0; time < times; time++) {
            answers.add(Map.entry(method.toLowerCase(Locale.ROOT), Json.MAPPER.readTree(json)));
        }
    }

    synchronized Optional<JsonNode> nextAnswer(String method) {
        var hit = answers.stream().filter(answer -> answer.getKey().equals(method)).findFirst();
        hit.ifPresent(answers::remove);
        return hit.map(Map.Entry::getValue);
    }

    /// Refuses every request of a user, whatever the token, while others are served.
    public void refuseUser(long userId, int status, String code, String description) {
        refusedUsers.put(userId, new RestError(status, code, description));
    }

    void checkUser(long userId) {
        var refusal = refusedUsers.get(userId);
        if (refusal != null) {
            throw refusal;
        }
    }

    /// Blocks a method, in batches too, as after too much operating time. The errors do not tell until when; an answer
    /// before them may have, see [SimulatedPortal#operatingTime].
    public void operationTimeLimit(String method, Instant until) {
        blockedUntil.put(method.toLowerCase(Locale.ROOT), until);
    }

    /// Blocks the whole portal by hand, as the vendor's support does.
    public void overload(boolean on) {
        overloaded = on;
    }

    /// Closes the portal, as it is while an on-premise portal is updated.
    public void portalDeleted(boolean on) {
        deleted = on;
    }

    /// Repairs everything. Requests that hang go on hanging until released.
    public synchronized void clear() {
        planned.clear();
        failures.clear();
        answers.clear();
        blockedUntil.clear();
        refusedUsers.clear();
        slow.clear();
        overloaded = false;
        deleted = false;
    }

    private synchronized void plan(String method, int times, Fault fault) {
        for (var time = 0; time < times; time++) {
            planned.add(new Planned(method.toLowerCase(Locale.ROOT), fault));
        }
    }

    /// How many of the next requests to a method something still waits for.
    public synchronized long pending(String method) {
        return planned.stream().filter(plan -> plan.method().equals(method)).count();
    }

    synchronized Optional<Fault> next(String method, boolean atPortal) {
        var hit = planned.stream().filter(plan -> plan.hits(method, atPortal)).findFirst();
        hit.ifPresent(planned::remove);
        return hit.map(Planned::fault);
    }

    void checkPortal() {
        if (overloaded) {
            throw new RestError(503, "OVERLOAD_LIMIT", "REST API is blocked due to overload.");
        }
        if (deleted) {
            throw new RestError(403, "PORTAL_DELETED", "Portal was deleted");
        }
    }

    void checkMethod(String method) {
        var until = blockedUntil.get(method);
        if (until != null && clock.instant().isBefore(until)) {
            throw new RestError(429, "OPERATION_TIME_LIMIT", "Method is blocked due to operation time limit.");
        }
        var failure = nextFailure(method);
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    private synchronized Optional<RestError> nextFailure(String method) {
        var hit = failures.stream().filter(failure -> failure.getKey().equals(method)).findFirst();
        hit.ifPresent(failures::remove);
        return hit.map(Map.Entry::getValue);
    }
}
