package io.b24mirror.bitrix;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.b24mirror.bitrix.http.PhpQuery;

/// One REST method with its parameters. Equal calls are answered alike, so the callers of a batch may share one.
///
/// @param method
///            for example `calendar.event.getbyid`
/// @param parameters
///            strings, numbers, or lists and maps of those
/// @param userId
///            the user as whom it is made; null for the portal's service identity
public record Call(String method, Map<String, Object> parameters, @Nullable Long userId) {
    public Call {
        parameters = Map.copyOf(parameters);
    }

    /// Makes a call without parameters.
    public static Call of(String method) {
        return new Call(method, Map.of(), null);
    }

    /// Makes a call with one parameter.
    public static Call of(String method, String name, Object value) {
        return new Call(method, Map.of(name, value), null);
    }

    /// Makes the same call with one more parameter; a list or map is sent by brackets, as PHP reads it.
    public Call with(String name, Object value) {
        var all = new HashMap<>(parameters);
        all.put(name, value);
        return new Call(method, all, userId);
    }

    /// Makes the same call as a user, by the tokens that an event of that user brought. Calls of different identities
    /// cannot share a batch.
    public Call as(long userId) {
        return new Call(method, parameters, userId);
    }

    /// The call as a command of `batch`: `method?name=value&list[0]=…`, values percent-encoded.
    String command() {
        return method + "?" + PhpQuery.encode(parameters);
    }
}
