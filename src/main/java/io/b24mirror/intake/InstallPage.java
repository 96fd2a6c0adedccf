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
    private static final String INSTALLED = "The service checks the installation with Bitrix24 and then begins to read this portal. "
            + "You can close this page.";

    private final HandlerUrl handler;
    private final JsonMapper json;
    private final SecureRandom random = new SecureRandom();

    InstallPage(HandlerUrl handler, JsonMapper json) {
        this.handler = handler;
        this.json = json;
    }

    /// A page, and what the browser may load for it.
    record Html(HttpStatus status, String text, String sources) {
        /// The policy under which the browser runs the page.
        ///
        /// @param frame
        ///            the only origin that may show it in a frame
        String policy(String frame) {
            return "default-src 'none'; base-uri 'none'; form-action https:; frame-ancestors " + frame + "; " + sources;
        }
    }

    /// For a portal that gave the application token with the page.
    Html finish() {
        return withScript("""
                BX24.init(function () {
                  say('b24-mirror is installed', '%s');
                  BX24.installFinish();
                });""".formatted(INSTALLED));
    }

    /// For an older portal: it tells the application token by `ONAPPINSTALL` only, which has to be bound before the
    /// installation ends.
    Html bindThenFinish() {
        return withScript("""
                BX24.init(function () {
                  BX24.callMethod('event.bind', {event: 'ONAPPINSTALL', handler: %s}, function (answer) {
                    var error = answer.error() ? String(answer.error()) : '';
                    if (error && error.indexOf('already binded') < 0) {
                      say('b24-mirror is not installed yet', 'Bitrix24 does not tell us of the installation: ' + error
                        + '. Open this page again, as an administrator.');
                      return;
                    }
                    say('b24-mirror is installed', '%s');
                    BX24.installFinish();
                  });
                });""".formatted(json.writeValueAsString(handler.url()), INSTALLED));
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
                <noscript><p>This page needs JavaScript to finish the installation.</p></noscript>
                <script nonce="%s">
                function say(title, text) {
                  document.querySelector('h1').textContent = title;
                  document.querySelector('p').textContent = text;
                }
                %s
                </script>""".formatted(LIBRARY, nonce, script);
        return new Html(HttpStatus.OK,
                page("b24-mirror is being installed",
                        "If this text stays, the browser could not load Bitrix24's library from api.bitrix24.com. "
                                + "Open this page again.",
                        body),
                "style-src 'unsafe-inline'; connect-src https:; frame-src https:; script-src "
                        + LIBRARY + " 'nonce-" + nonce + "'");
    }

    private static Html plain(HttpStatus status, String title, String text) {
        return new Html(status, page(title, text, ""), "style-src 'unsafe-inline'");
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
