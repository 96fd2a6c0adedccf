package io.b24mirror.intake.page;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

import io.b24mirror.intake.HandlerUrl;
import io.b24mirror.portal.Region;

/// The page that an administrator sees inside the portal while the app is being installed or updated. It calls
/// `BX24.installFinish()`, without which a portal never sends an event.
///
/// Each [Region] has a host with Bitrix24's library. The page tries the host of the portal's own region first, and the
/// other one if the browser has not loaded the library within eight seconds.
@Component
class InstallPage {
    private static final String TECH = "https://api.bitrix24.tech";
    private static final String WORLD = "https://api.bitrix24.com";
    private static final String INSTALLED = "The service checks the installation with Bitrix24 and then begins to "
            + "read this portal. You can close this page.";

    private final HandlerUrl handler;
    private final JsonMapper json;
    private final SecureRandom random = new SecureRandom();

    InstallPage(HandlerUrl handler, JsonMapper json) {
        this.handler = handler;
        this.json = json;
    }

    /// Finishes the installation on a portal that passed the application token with the page.
    PageHtml finish(Region region) {
        return withScript(region, """
                say('b24-mirror is installed', '%s');
                BX24.installFinish();""".formatted(INSTALLED));
    }

    /// Finishes the installation on an older portal, which passes the application token with `ONAPPINSTALL` only. That
    /// event has to be bound before the installation ends.
    PageHtml bindThenFinish(Region region) {
        return withScript(region, """
                BX24.callMethod('event.bind', {event: 'ONAPPINSTALL', handler: %s}, function (answer) {
                  var error = answer.error() ? String(answer.error()) : '';
                  if (error && error.indexOf('already binded') < 0) {
                    say('b24-mirror is not installed yet', 'Bitrix24 does not tell us of the installation: ' + error
                      + '. Open this page again, as an administrator.');
                    return;
                  }
                  say('b24-mirror is installed', '%s');
                  BX24.installFinish();
                });""".formatted(json.writeValueAsString(handler.url()), INSTALLED));
    }

    PageHtml refused() {
        return PageHtml.saying(HttpStatus.FORBIDDEN, "b24-mirror was not installed",
                "This service does not serve this portal. Its log says why; check B24_OAUTH_SERVERS and "
                        + "B24_PORTAL_HOSTS.");
    }

    PageHtml tooMany() {
        return PageHtml.saying(HttpStatus.TOO_MANY_REQUESTS, "b24-mirror is not ready",
                "Too many installations are being started at the moment. Open this page again in a minute.");
    }

    PageHtml unavailable() {
        return PageHtml.saying(HttpStatus.SERVICE_UNAVAILABLE, "b24-mirror is not ready",
                "The service cannot store the installation now. Open this page again in a minute.");
    }

    private PageHtml withScript(Region region, String steps) {
        var nonce = HexFormat.of().formatHex(random.generateSeed(16));
        var body = PageHtml.paragraph("If this text stays, the browser could not load Bitrix24's library. Open this "
                + "page again.") + """
                        <noscript><p>This page needs JavaScript to finish the installation.</p></noscript>
                        <script nonce="%s">
                        function say(title, text) {
                          document.querySelector('h1').textContent = title;
                          document.querySelector('p').textContent = text;
                        }
                        function begin() {
                        %s
                        }
                        %s
                        </script>
                        """.formatted(nonce, steps.indent(2).stripTrailing(), loading(region));
        return new PageHtml(HttpStatus.OK, "b24-mirror is being installed", body,
                "style-src 'unsafe-inline'; form-action https:; connect-src https:; frame-src https:; script-src "
                        + TECH + " " + WORLD + " 'nonce-" + nonce + "'");
    }

    private static String loading(Region region) {
        var libraries = switch (region) {
            case TECH -> List.of(TECH, WORLD);
            case WORLD -> List.of(WORLD, TECH);
        };
        return """
                var begun = false;
                function load(hosts) {
                  if (begun) {
                    return;
                  }
                  if (!hosts.length) {
                    say('b24-mirror is not installed yet', 'The browser could not load Bitrix24\\'s library from %s. '
                      + 'Open this page again.');
                    return;
                  }
                  var given = false;
                  function next() {
                    if (!given) {
                      given = true;
                      load(hosts.slice(1));
                    }
                  }
                  var script = document.createElement('script');
                  script.src = hosts[0] + '/api/v1/';
                  script.onerror = next;
                  script.onload = function () {
                    if (!begun && window.BX24) {
                      begun = true;
                      BX24.init(begin);
                    } else {
                      next();
                    }
                  };
                  document.head.appendChild(script);
                  setTimeout(next, 8000);
                }
                load([%s]);""".formatted(
                libraries.stream().map(host -> host.substring("https://".length())).collect(Collectors.joining(" or ")),
                libraries.stream().map(host -> "'" + host + "'").collect(Collectors.joining(", ")));
    }
}
