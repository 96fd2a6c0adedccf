package io.b24mirror.bitrix;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.b24mirror.secret.Secret;
import io.b24mirror.testing.Captures;

import static org.assertj.core.api.Assertions.assertThat;

class ErrorDecoderTests {
    private static final JsonMapper JSON = JsonMapper.shared();

    @ParameterizedTest
    @CsvSource({
            "expired_token, 401, TokenExpired", "invalid_token, 401, TokenExpired",
            "NO_AUTH_FOUND, 401, Unauthorized", "authorization_error, 401, Unauthorized",
            "user_access_error, 403, Forbidden", "APPLICATION_NOT_FOUND, 401, AppMissing",
            "ERROR_OAUTH, 401, AppMissing", "PAYMENT_REQUIRED, 401, Closed",
            "PORTAL_DELETED, 403, Closed", "PORTAL_DELETED, 410, Closed", "PORTAL_DELETED, 500, Closed",
            "INVALID_CREDENTIALS, 401, Forbidden", "insufficient_scope, 403, Forbidden",
            "ACCESS_DENIED, 403, Forbidden",
            "ACCESS_DENIED, 401, Forbidden", "WRONG_AUTH_TYPE, 403, Forbidden", "WRONG_LICENSE, 200, Forbidden",
            "METHOD_CONFIRM_DENIED, 403, Forbidden", "NOT_INSTALLED, 401, AppMissing",
            "invalid_grant, 400, Unauthorized", "bad_verification_code, 400, Unauthorized",
            "invalid_client, 400, Unauthorized", "wrong_client, 200, Unauthorized",
            "insufficient_scope, 401, Forbidden", "user_access_error, 401, Forbidden",
            "INVALID_CREDENTIALS, 403, Forbidden", "verification_needed, 401, Unavailable",
            "METHOD_CONFIRM_WAITING, 401, Unavailable", "CONNECTION_ERROR, 401, Unavailable",
            "INTERNAL_SERVER_ERROR, 500, Unavailable", "ERROR_UNEXPECTED_ANSWER, 500, Unavailable",
            "ERROR_CORE, 500, Unavailable", "SOMETHING_NEW, 503, Unavailable",
            "QUERY_LIMIT_EXCEEDED, 503, TooManyRequests", "SOMETHING_NEW, 429, TooManyRequests",
            "'', 429, TooManyRequests", "OVERLOAD_LIMIT, 503, Overloaded", "OVERLOAD_LIMIT, 401, Overloaded",
            "OPERATION_TIME_LIMIT, 429, MethodExhausted", "ERROR_METHOD_NOT_FOUND, 404, Rejected",
            "ERROR_CORE, 400, Unrecognized", "ERROR_CORE, 200, Unrecognized", "ERROR_ARGUMENT, 400, Rejected",
            "INVALID_ARG_VALUE, 400, Rejected", "NOT_FOUND, 400, NotFound", "NOT_FOUND, 200, NotFound",
            "ACCESS_DENIED, 400, Forbidden", "ALLOWED_ONLY_INTRANET_USER, 403, Forbidden",
            "ACCESS_ERROR, 403, Forbidden", "WRONG_ENCODING, 400, Rejected", "WRONG_ENCODING, 403, Rejected",
            "INVALID_REQUEST, 401, Rejected", "INVALID_REQUEST, 403, Rejected", "SOMETHING_NEW, 401, Unauthorized",
            "SOMETHING_NEW, 403, Forbidden", "SOMETHING_NEW, 404, Unrecognized", "SOMETHING_NEW, 200, Unrecognized",
            "ERROR_BATCH_METHOD_NOT_ALLOWED, 200, Rejected",
            "ERROR_BATCH_LENGTH_EXCEEDED, 200, Rejected", "INVALID_REQUEST, 400, Rejected",
            "ERROR_MANIFEST_IS_NOT_AVAILABLE, 404, Rejected", "SOMETHING_NEW, 400, Unrecognized",
            "ERROR_METHOD_NOT_FOUND, 200, Rejected", "ERROR_ARGUMENT, 200, Rejected",
            "ERROR_EVENT_NOT_FOUND, 200, Rejected", "ERROR_WRONG_HANDLER_URL, 200, Rejected",
            "ERROR_UNSUPPORTED_PROTOCOL, 200, Rejected", "ERROR_REQUIRED_PARAMETERS_MISSING, 200, Rejected",
            "INVALID_SCOPE, 200, Rejected", "100, 400, Rejected"})
    void decidesByTheCodeWhateverItsCase(String code, int status, String failure) {
        for (var written : List.of(code, code.toUpperCase(java.util.Locale.ROOT),
                code.toLowerCase(java.util.Locale.ROOT))) {
            var read = read(Map.of("error", written, "error_description", "Something happened"), status);

            assertThat(read.getClass().getSimpleName()).isEqualTo(failure);
            assertThat(read.summary()).contains("Something happened");
        }
    }

    @ParameterizedTest
    @CsvSource({"NO_AUTH_FOUND, reinstall the app", "authorization_error, let another administrator reinstall",
            "user_access_error, give that user access", "APPLICATION_NOT_FOUND, reinstall the app",
            "ERROR_OAUTH, reinstall the app", "PAYMENT_REQUIRED, has to be paid for",
            "PORTAL_DELETED, 'is closed for now, for example while it is updated'",
            "OVERLOAD_LIMIT, ask Bitrix24's support",
            "INVALID_CREDENTIALS, B24_WEBHOOKS_n_REST_URL",
            "invalid_client, 'the app was removed from the portal, or B24_CLIENT_SECRET is wrong'"})
    void saysWhatAPersonShouldDo(String code, String advice) {
        var summary = read(Map.of("error", code, "error_description", "Something happened"), 401).summary();

        assertThat(summary).startsWith(code + " Something happened (HTTP 401); ").contains(advice);
    }

    @ParameterizedTest
    @CsvSource({"Not found, 400, NotFound", "Not found., 400, NotFound", "Not found., 200, NotFound",
            "Access denied., 400, Forbidden",
            "Access denied, 400, Forbidden", "Zugriff verweigert, 400, Rejected",
            "The required parameter, 400, Rejected", "Oops, 500, Unavailable"})
    void decidesByTheTextWhereThereIsNoCode(String text, int status, String failure) {
        for (var error : List.of("\"\"", "0", "\"0\"", "false", "null", "[]", "{}")) {
            var body = JSON.readTree("{\"error\": %s, \"error_description\": \"%s\"}".formatted(error, text));

            if (!error.equals("false")) {
                assertThat(read(body, status).getClass().getSimpleName()).as(error).isEqualTo(failure);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "\"\"", "\"Not an object\"", "17", "null", "true",
            "{\"error\": {\"code\": \"x\"}, \"error_description\": [1]}"})
    void takesOddShapesForARefusal(String body) {
        assertThat(read(JSON.readTree(body), 200)).isInstanceOf(BitrixFailure.Rejected.class);
    }

    @Test
    void takesAnOddNumberForACodeThatItDoesNotKnow() {
        assertThat(read(JSON.readTree("{\"error\": 1e999}"), 200)).isInstanceOf(BitrixFailure.Unrecognized.class);
    }

    /// What real portals answered, in the order of the capture.
    @Test
    void readsTheErrorsOfRealPortals() {
        var read = new ArrayList<String>();
        Captures.read("rest-19")
                .path("answers")
                .forEach(answer -> read.add(read(answer.path("body"), answer.path("http").asInt())
                        .getClass()
                        .getSimpleName()));

        assertThat(read).containsExactly("TooManyRequests", "NotFound", "TokenExpired", "TokenExpired", "Unauthorized",
                "Forbidden", "AppMissing", "AppMissing", "Closed", "Unauthorized", "Forbidden", "Forbidden",
                "Forbidden", "Forbidden", "Forbidden", "Forbidden", "Forbidden", "Closed", "Rejected",
                "MethodExhausted", "NotFound", "Forbidden", "NotFound", "Forbidden");
    }

    @Test
    void saysWhatHelpsAUserWhoIsNotConfirmed() {
        var body = Map.of("error", "ACCESS_DENIED", "error_description",
                "Current user can't be authorized in this context");

        assertThat(read(body, 401).summary()).contains("has to confirm an invitation");
    }

    @Test
    void tellsWhenAnExhaustedMethodWillBeBack() {
        var body = JSON.readTree("""
                {"error": "OPERATION_TIME_LIMIT", "time": {"operating_reset_at": 1734609900}}""");

        assertThat(read(body, 429)).extracting("until").isEqualTo(Instant.ofEpochSecond(1734609900));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1734609900", "\"1734609900\"", "1734609900.0"})
    void tellsItInABatchToo(String seconds) {
        var body = JSON.readTree("{\"error\": \"OPERATION_TIME_LIMIT\", \"operating_reset_at\": " + seconds + "}");

        assertThat(read(body, 200)).extracting("until").isEqualTo(Instant.ofEpochSecond(1734609900));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "9223372036854775807", "1e300", "\"soon\"", "null", "{}", "[]"})
    void doesNotBelieveAbsurdTimes(String seconds) {
        var body = JSON.readTree("{\"error\": \"OPERATION_TIME_LIMIT\", \"operating_reset_at\": " + seconds + "}");

        assertThat(read(body, 200)).extracting("until").isNull();
    }

    @Test
    void hidesTheSecretsThatTheTextQuotes() {
        var token = "x".repeat(290) + "yz";
        var body = Map.of("error", "bad_" + token, "error_description", "Token " + token + " is " + token);

        var summary = ErrorDecoder.of(JSON.valueToTree(body), 400, List.of(Secret.of(token))).summary();

        assertThat(summary).isEqualTo("bad_[secret] Token [secret] is [secret] (HTTP 400)");
    }

    @Test
    void saysItInOneBoundedLine() {
        var text = "a\u0000b\r\n2026-01-01 ERROR forged\u2028\u001b[31m\ud800 " + "z".repeat(10_000);

        var summary = read(Map.of("error", "", "error_description", text), 400).summary();

        assertThat(summary).startsWith("a b 2026-01-01 ERROR forged [31m zzz").endsWith("z… (HTTP 400)");
        assertThat(summary.length()).isLessThan(330);
    }

    @Test
    void saysSoWhereNothingWasSaid() {
        assertThat(read(Map.of(), 400).summary()).isEqualTo("an error without code or text (HTTP 400)");
    }

    private static BitrixFailure read(Object body, int status) {
        return ErrorDecoder.of(body instanceof JsonNode node ? node : JSON.valueToTree(body), status, List.of());
    }
}
