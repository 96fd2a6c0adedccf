package io.b24mirror.bitrix;

import java.util.Locale;

/// Adds to an error what a person has to do before the portal can be read again, where Bitrix24's code does not
/// say it.
final class OperatorHints {
    private static final String REINSTALL = "reinstall the app on the portal";
    private static final String USER_NOT_CONFIRMED = "can't be authorized in this context";
    private static final String CONFIRM = "the user never logged in, or has to confirm an invitation; if it is the one "
            + "who installed the app, let another administrator reinstall it";

    private OperatorHints() {}

    /// Appends the hint for that code to the summary, if there is one.
    static String append(String summary, String code) {
        return append(summary, code, "");
    }

    /// Appends the hint for that code, or for that text, to the summary, if there is one.
    ///
    /// @param text
    ///            what Bitrix24 said besides the code
    static String append(String summary, String code, String text) {
        var hint = text.contains(USER_NOT_CONFIRMED) ? CONFIRM : of(code);
        return hint.isEmpty() ? summary : summary + "; " + hint;
    }

    private static String of(String code) {
        return switch (code.toLowerCase(Locale.ROOT)) {
            case "no_auth_found" -> "the portal does not take our token: " + REINSTALL;
            case "authorization_error" -> "the user who installed the app was dismissed or lost access: "
                    + "let another administrator reinstall it";
            case "user_access_error" -> "the app is not shared with the user who installed it: "
                    + "give that user access to it, or let another administrator reinstall it";
            case "application_not_found", "error_oauth", "not_installed" ->
                "the portal no longer knows the app: it was removed, or its installation was not finished: "
                        + REINSTALL;
            case "payment_required" -> "the app, or the portal's plan, has to be paid for";
            case "portal_deleted" ->
                "the portal is closed for now, for example while it is updated: the service waits; "
                        + "if that lasts, ask the portal's administrator";
            case "overload_limit" -> "Bitrix24 blocked the portal's REST by hand: ask Bitrix24's support";
            case "invalid_credentials" -> "in webhook mode: is B24_WEBHOOKS_n_REST_URL still right?";
            case "invalid_client" -> "the app was removed from the portal, or B24_CLIENT_SECRET is wrong: " + REINSTALL
                    + ", or correct B24_CLIENT_ID and B24_CLIENT_SECRET and restart";
            case "wrong_client", "invalid_request", "invalid_scope", "unauthorized_client",
                    "unsupported_grant_type" ->
                "the authorization server does not take B24_CLIENT_ID and B24_CLIENT_SECRET: "
                        + "set those of the app that the portal installed";
            default -> "";
        };
    }
}
