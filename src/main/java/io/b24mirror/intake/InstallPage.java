package io.b24mirror.intake;

import java.security.SecureRandom;
import java.util.HexFormat;

import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/// The page that an administrator sees inside the portal while the app is being installed. It calls
/// `BX24.installFinish()`, without which a portal never sends an event.
@Component
class InstallPage {
    private static final String LIBRARY = "https://api.bitrix24.com";

    private final HandlerUrl handler;
    private final JsonMapper json;
    private final SecureRandom random = new SecureRandom();

    InstallPage(HandlerUrl handler, JsonMapper json) {
        this.handler = handler;
        this.json = json;
    }

    /// A page, and the policy under which the browser runs it.
    record Html(HttpStatus status, String text, String policy) {}

    /// For a portal that gave the application token with the page.
    Html finish() {
        return withScript("BX24.init(function () { BX24.installFinish(); });");
    }

    /// For an older portal: it tells the application token by `ONAPPINSTALL` only, which has to be bound before the
    /// installation ends.
    Html bindThenFinish() {
        return withScript("""
                BX24.init(function () {
                  BX24.callMethod('event.bind', {event: 'ONAPPINSTALL', handler: %s}, function () {
                    BX24.installFinish();
                  });
                });""".formatted(json.writeValueAsString(handler.url())));
    }

    Html refused() {
        return plain(HttpStatus.FORBIDDEN, "b24-mirror was not installed",
                "This service does not serve this portal. Its log says why; check B24_OAUTH_SERVERS and B24_PORTAL_HOSTS.");
    }

    Html unavailable() {
        return plain(HttpStatus.SERVICE_UNAVAILABLE, "b24-mirror is not ready",
                "The service cannot store the installation now. Open this page again in a minute.");
    }

    private Html withScript(String script) {
        var nonce = HexFormat.of().formatHex(random.generateSeed(16));
        var body = """
                <script src="%s/api/v1/"></script>
                <script nonce="%s">
                %s
                </script>""".formatted(LIBRARY, nonce, script);
        return new Html(HttpStatus.OK,
                page("b24-mirror is installed",
                        "The service checks the installation and begins to read this portal. You can close this page.",
                        body),
                "default-src 'none'; style-src 'unsafe-inline'; connect-src https:; frame-src https:; script-src "
                        + LIBRARY + " 'nonce-" + nonce + "'");
    }

    private static Html plain(HttpStatus status, String title, String text) {
        return new Html(status, page(title, text, ""), "default-src 'none'; style-src 'unsafe-inline'");
    }

    private static String page(String title, String text, String script) {
        return """
                <!doctype html>
                <html lang="en">
                <head><meta charset="utf-8"><title>%s</title></head>
                <body style="font: 16px sans-serif; margin: 3em">
                <h1>%s</h1>
                <p>%s</p>
                %s
                </body>
                </html>
                """.formatted(title, title, text, script);
    }
}
