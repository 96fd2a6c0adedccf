package io.b24mirror.bitrix;

import java.time.Instant;
import java.util.Locale;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.b24mirror.bitrix.BitrixFailure.Forbidden;
import io.b24mirror.bitrix.BitrixFailure.MethodExhausted;
import io.b24mirror.bitrix.BitrixFailure.NotFound;
import io.b24mirror.bitrix.BitrixFailure.Overloaded;
import io.b24mirror.bitrix.BitrixFailure.Rejected;
import io.b24mirror.bitrix.BitrixFailure.TokenExpired;
import io.b24mirror.bitrix.BitrixFailure.TooManyRequests;
import io.b24mirror.bitrix.BitrixFailure.Unauthorized;
import io.b24mirror.bitrix.BitrixFailure.Unavailable;

/// Reads Bitrix24's error bodies, `{"error": "CODE", "error_description": "text"}`.
///
/// `error` may be `""` or `0`: calendar methods say everything by a text in the portal's language, timeline methods by a
/// fixed English one.
final class FailureReading {
    private static final int MAX_TEXT = 300;

    private FailureReading() {}

    /// @param status
    ///            the HTTP status it came with, 200 inside a batch
    static BitrixFailure of(JsonNode body, int status) {
        var code = body.path("error").asString("");
        var text = body.path("error_description").asString("");
        var summary = summary(code, text, status);
        return switch (code.toLowerCase(Locale.ROOT)) {
            case "query_limit_exceeded" -> new TooManyRequests(summary);
            case "operation_time_limit" -> new MethodExhausted(summary, resetAt(body));
            case "overload_limit" -> new Overloaded(summary);
            case "expired_token", "invalid_token" -> new TokenExpired(summary);
            case "no_auth_found", "authorization_error", "user_access_error", "application_not_found", "error_oauth",
                    "payment_required", "portal_deleted", "not_installed", "invalid_grant", "invalid_client" ->
                new Unauthorized(summary);
            case "access_denied", "insufficient_scope", "invalid_credentials", "wrong_auth_type", "wrong_license",
                    "method_confirm_denied" ->
                new Forbidden(summary);
            case "internal_server_error", "error_unexpected_answer", "connection_error", "method_confirm_waiting" ->
                new Unavailable(summary, true);
            case "", "0" -> byText(text, status, summary);
            default -> status >= 500 ? new Unavailable(summary, true) : new Rejected(summary);
        };
    }

    private static BitrixFailure byText(String text, int status, String summary) {
        if (status >= 500) {
            return new Unavailable(summary, true);
        }
        return switch (text) {
            case "Not found." -> new NotFound(summary);
            case "Access denied.", "Access denied" -> new Forbidden(summary);
            default -> new Rejected(summary);
        };
    }

    private static String summary(String code, String text, int status) {
        var said = (code + " " + text).strip();
        var shown = said.isEmpty() ? "an error without code or text" : said;
        var bounded = shown.length() > MAX_TEXT ? shown.substring(0, MAX_TEXT) + "…" : shown;
        return status == 200 ? bounded : bounded + " (HTTP " + status + ")";
    }

    private static @Nullable Instant resetAt(JsonNode body) {
        long seconds = body.path("time").path("operating_reset_at").asLong(body.path("operating_reset_at").asLong(0));
        return seconds <= 0 ? null : Instant.ofEpochSecond(seconds);
    }
}
