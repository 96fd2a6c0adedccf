package io.b24mirror.bitrix;

import java.time.Instant;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.b24mirror.bitrix.BitrixFailure.AppMissing;
import io.b24mirror.bitrix.BitrixFailure.Closed;
import io.b24mirror.bitrix.BitrixFailure.Forbidden;
import io.b24mirror.bitrix.BitrixFailure.MethodExhausted;
import io.b24mirror.bitrix.BitrixFailure.NotFound;
import io.b24mirror.bitrix.BitrixFailure.Overloaded;
import io.b24mirror.bitrix.BitrixFailure.Rejected;
import io.b24mirror.bitrix.BitrixFailure.TokenExpired;
import io.b24mirror.bitrix.BitrixFailure.TooManyRequests;
import io.b24mirror.bitrix.BitrixFailure.Unauthorized;
import io.b24mirror.bitrix.BitrixFailure.Unavailable;
import io.b24mirror.bitrix.BitrixFailure.Unrecognized;
import io.b24mirror.bitrix.http.EpochSeconds;
import io.b24mirror.secret.Secret;

/// Decodes Bitrix24's error bodies, `{"error": "CODE", "error_description": "text"}`.
///
/// `error` may be `""` or `0`: calendar methods then explain themselves by a text in the portal's language, timeline
/// methods by a fixed English one.
final class ErrorDecoder {
    private static final int MAX_TEXT = 300;
    private static final int MAX_CODE = 60;

    /// A parameter that does not fit its method's signature.
    private static final String MISMATCH = "100";

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int TOO_MANY_REQUESTS = 429;

    /// Codes of a server that will answer again when it has recovered.
    private static final Set<String> TRANSIENT = Set.of("query_limit_exceeded", "operation_time_limit",
            "overload_limit",
            "internal_server_error", "error_unexpected_answer", "connection_error", "method_confirm_waiting",
            "server_error", "temporarily_unavailable");

    private ErrorDecoder() {}

    /// @param status
    ///            the HTTP status it came with, 200 inside a batch
    /// @param known
    ///            the secrets that were sent, which the error text may quote
    static BitrixFailure of(JsonNode body, int status, Collection<Secret> known) {
        var code = body.path("error").asString("");
        var text = body.path("error_description").asString("");
        var summary = OperatorHints.append(summary(hide(known, code + " " + text), status), code, text);
        return switch (code.toLowerCase(Locale.ROOT)) {
            case "query_limit_exceeded" -> new TooManyRequests(summary);
            case "operation_time_limit" -> new MethodExhausted(summary, resetAt(body));
            case "overload_limit" -> new Overloaded(summary);
            case "expired_token", "invalid_token" -> new TokenExpired(summary);
            case "no_auth_found", "authorization_error", "invalid_grant", "bad_verification_code", "invalid_client",
                    "wrong_client" ->
                new Unauthorized(summary);
            case "payment_required", "portal_deleted" -> new Closed(summary);
            case "application_not_found", "error_oauth", "not_installed" -> new AppMissing(summary);
            case "access_denied", "access_error", "user_access_error", "allowed_only_intranet_user",
                    "insufficient_scope", "invalid_credentials", "wrong_auth_type", "wrong_license",
                    "method_confirm_denied" ->
                new Forbidden(summary);
            case "not_found" -> new NotFound(summary);
            case "invalid_request", "invalid_arg_value", "wrong_encoding", "invalid_scope", "error_argument",
                    "error_method_not_found", "error_required_parameters_missing", "error_event_not_found",
                    "error_wrong_handler_url", "error_unsupported_protocol", "error_manifest_is_not_available",
                    "error_batch_method_not_allowed", "error_batch_length_exceeded", MISMATCH ->
                new Rejected(summary);
            case "internal_server_error", "error_unexpected_answer", "connection_error", "method_confirm_waiting",
                    "verification_needed" ->
                new Unavailable(summary, true);
            case "", "0" -> byText(text, status, summary);
            default -> byStatus(status, new Unrecognized(code(body, known), summary));
        };
    }

    private static BitrixFailure byText(String text, int status, String summary) {
        return switch (text) {
            case "Not found.", "Not found" -> new NotFound(summary);
            case "Access denied.", "Access denied" -> new Forbidden(summary);
            default -> byStatus(status, new Rejected(summary));
        };
    }

    /// @param otherwise
    ///            the failure if the status says nothing, as inside a batch
    private static BitrixFailure byStatus(int status, BitrixFailure otherwise) {
        var summary = otherwise.summary();
        return switch (status) {
            case UNAUTHORIZED -> new Unauthorized(summary);
            case FORBIDDEN -> new Forbidden(summary);
            case TOO_MANY_REQUESTS -> new TooManyRequests(summary);
            default -> status >= 500 ? new Unavailable(summary, true) : otherwise;
        };
    }

    /// Returns whether waiting helps, for portals and authorization servers alike.
    static boolean isTransient(JsonNode body, int status) {
        return status >= 500 || status == TOO_MANY_REQUESTS
                || TRANSIENT.contains(body.path("error").asString("").toLowerCase(Locale.ROOT));
    }

    /// Returns the code in a form that may be stored and logged.
    static String code(JsonNode body, Collection<Secret> known) {
        var code = printable(hide(known, body.path("error").asString("")));
        return code.isEmpty() ? "an error without code" : bounded(code, MAX_CODE);
    }

    private static String hide(Collection<Secret> known, String text) {
        var hidden = text;
        for (var secret : known) {
            hidden = hidden.replace(secret.reveal(), secret.toString());
        }
        return hidden;
    }

    private static String summary(String text, int status) {
        var said = printable(text);
        var shown = bounded(said.isEmpty() ? "an error without code or text" : said, MAX_TEXT);
        return status == 200 ? shown : shown + " (HTTP " + status + ")";
    }

    /// Returns the text in one line, without characters that forge log lines or that a database rejects.
    private static String printable(String text) {
        return text.replaceAll("[\\p{Cntrl}\\p{Cs}\\p{Zl}\\p{Zp}\\s]+", " ").strip();
    }

    private static String bounded(String text, int length) {
        return text.length() > length ? text.substring(0, length) + "…" : text;
    }

    private static @Nullable Instant resetAt(JsonNode body) {
        var reset = EpochSeconds.read(body.path("time").path("operating_reset_at"));
        return reset == null ? EpochSeconds.read(body.path("operating_reset_at")) : reset;
    }
}
