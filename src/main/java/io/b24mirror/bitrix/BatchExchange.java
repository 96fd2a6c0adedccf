package io.b24mirror.bitrix;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import org.springframework.stereotype.Component;

import io.b24mirror.bitrix.http.Reply;
import io.b24mirror.bitrix.http.RestTransport;
import io.b24mirror.portal.token.RestAccess;
import io.b24mirror.secret.Secret;

/// One `batch` request and its answer.
///
/// The commands' keys are not numbers, since PHP prints a map with the keys 0..n as a list. It prints an empty map as
/// `[]`, which has none of our keys, either.
@Component
class BatchExchange {
    private final RestTransport transport;
    private final UnknownErrorCodes unknownCodes;
    private final Clock clock;

    BatchExchange(RestTransport transport, UnknownErrorCodes unknownCodes, Clock clock) {
        this.transport = transport;
        this.unknownCodes = unknownCodes;
        this.clock = clock;
    }

    /// A reply of any kind.
    ///
    /// @param askedAt
    ///            when the request was sent
    record Sent(Reply reply, Instant askedAt) {}

    Sent send(RestAccess access, List<Call> calls) {
        var askedAt = clock.instant();
        return new Sent(post(access, Map.of("halt", 0, "cmd", commands(calls))), askedAt);
    }

    BatchAnswer read(Sent sent, RestAccess access, List<Call> calls) {
        return switch (sent.reply()) {
            case Reply.Unusable(var reason, var reached) ->
                new BatchAnswer.Failed(new BitrixFailure.Unavailable(reason, reached));
            case Reply.Moved moved -> new BatchAnswer.Failed(new BitrixFailure.Unavailable(moved.reason(), true));
            case Reply.Json(var status, var body) -> read(status, body, calls, sent.askedAt(), secretsOf(access));
        };
    }

    static List<Secret> secretsOf(RestAccess access) {
        return switch (access) {
            case RestAccess.ByToken(_, _, var token, _, _) -> List.of(token);
            case RestAccess.ByWebhook(_, var url, _, _) -> List.of(Secret.of(lastPart(url.reveal())));
            case RestAccess.None _,RestAccess.NotAsUser _,RestAccess.Suspended _ -> List.of();
        };
    }

    private static String lastPart(String url) {
        var path = url.substring(0, url.length() - 1);
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private Reply post(RestAccess access, Object body) {
        return switch (access) {
            case RestAccess.ByToken(_, var endpoint, var token, _, _) ->
                transport.postJson(batchUrl(endpoint), token, body);
            case RestAccess.ByWebhook(_, var url, _, _) ->
                transport.postJson(batchUrl(URI.create(url.reveal())), null, body);
            case RestAccess.None(var reason) -> new Reply.Unusable(reason, false);
            case RestAccess.NotAsUser(var reason) -> new Reply.Unusable(reason, false);
            case RestAccess.Suspended _ -> new Reply.Unusable("the portal is suspended", false);
        };
    }

    private static URI batchUrl(URI endpoint) {
        return endpoint.resolve("batch");
    }

    private static Map<String, String> commands(List<Call> calls) {
        var commands = new LinkedHashMap<String, String>();
        for (int i = 0; i < calls.size(); i++) {
            commands.put(key(i), calls.get(i).command());
        }
        return commands;
    }

    /// Returns the method of each call by the call's key in the answer.
    static Map<String, String> methodsByKey(List<Call> calls) {
        var methods = new LinkedHashMap<String, String>();
        for (int i = 0; i < calls.size(); i++) {
            methods.put(key(i), calls.get(i).method());
        }
        return methods;
    }

    private static String key(int index) {
        return "c" + index;
    }

    private BatchAnswer read(int status, JsonNode body, List<Call> calls, Instant askedAt,
            List<Secret> known) {
        if (body.hasNonNull("error")) {
            return new BatchAnswer.Failed(failure(body, status, known));
        }
        var answers = body.path("result");
        if (status != 200 || !answers.has("result")) {
            return new BatchAnswer.Failed(
                    new BitrixFailure.Unavailable("HTTP " + status + " without a batch's result", true));
        }
        return new BatchAnswer.Results(
                IntStream.range(0, calls.size()).mapToObj(i -> result(answers, key(i), askedAt, known)).toList());
    }

    private CallResult result(JsonNode answers, String key, Instant askedAt, List<Secret> known) {
        var error = answers.path("result_error").get(key);
        if (error != null) {
            return new CallResult.Failed(failure(error, 200, known));
        }
        var value = answers.path("result").get(key);
        if (value == null) {
            return new CallResult.Failed(new BitrixFailure.Unavailable("the batch has no answer to this call", true));
        }
        return new CallResult.Answered(value, next(answers, key), askedAt);
    }

    private BitrixFailure failure(JsonNode error, int status, List<Secret> known) {
        var failure = ErrorDecoder.of(error, status, known);
        unknownCodes.note(failure);
        return failure;
    }

    private static @Nullable Integer next(JsonNode answers, String key) {
        int next = answers.path("result_next").path(key).asInt(0);
        return next > 0 ? next : null;
    }
}
