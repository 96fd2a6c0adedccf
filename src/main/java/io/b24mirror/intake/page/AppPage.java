package io.b24mirror.intake.page;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.util.HtmlUtils;

import io.b24mirror.intake.page.PortalFigures.Figures;
import io.b24mirror.intake.page.PortalFigures.SelfCheck;
import io.b24mirror.portal.PortalQueries.KnownPortal;
import io.b24mirror.portal.installation.InstallationClaim;
import io.b24mirror.secret.Secret;

/// The page of the app on a portal that is served: it shows an administrator how the portal is doing, and other users
/// that there is nothing for them to do.
///
/// It carries the visitor's own tokens, which came with the post that opened it, and no other secret. It shows counts
/// and times, and no other data of the portal.
@Component
class AppPage {
    private static final DateTimeFormatter TIME = DateTimeFormatter
            .ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    /// Shows an administrator how the portal is doing.
    PageHtml show(KnownPortal portal, Figures figures, InstallationClaim visitor) {
        return PageHtml.withForm("b24-mirror",
                PageHtml.paragraph(state(portal)) + table(rows(figures)) + authorization(portal, visitor));
    }

    private static String state(KnownPortal portal) {
        if (portal.needsReauthorization()) {
            return "This portal needs authorization. Its events are stored, but its records cannot be read until an "
                    + "administrator authorizes the service again.";
        }
        return portal.suspendedAt() == null
                ? "The service reads this portal."
                : "The operator of the service has suspended this portal. Its events are stored, and its records "
                        + "are read once it is resumed.";
    }

    private static Map<String, String> rows(Figures figures) {
        var rows = new LinkedHashMap<String, String>();
        rows.put("Last event", figures.lastEventAt() == null ? "none yet" : time(figures.lastEventAt()));
        rows.put("Calendars", count(figures.calendars()));
        rows.put("Calendar events", count(figures.events()));
        rows.put("Timeline comments", count(figures.comments()));
        rows.put("Records waiting to be read", count(figures.waiting()));
        rows.put("Records that could not be read", count(figures.dead()));
        rows.put("Test event", test(figures.check()));
        return rows;
    }

    private static String count(long number) {
        return String.format(Locale.ENGLISH, "%,d", number);
    }

    private static String time(Instant instant) {
        return TIME.format(instant);
    }

    private static String test(@Nullable SelfCheck check) {
        return check == null ? "not asked for yet" : switch (check.state()) {
            case "ANSWERED" -> "arrived; asked for on " + time(check.askedAt());
            case "WAITING" -> "asked for on " + time(check.askedAt()) + "; it has not arrived yet";
            default -> "did not arrive; asked for on " + time(check.askedAt())
                    + ". Events of this portal do not reach the service";
        };
    }

    private static String table(Map<String, String> rows) {
        return rows.entrySet()
                .stream()
                .map(row -> """
                        <tr><th scope="row" style="text-align: left; padding-right: 1em">%s</th><td>%s</td></tr>
                        """.formatted(HtmlUtils.htmlEscape(row.getKey()), HtmlUtils.htmlEscape(row.getValue())))
                .collect(Collectors.joining("", "<table>\n", "</table>\n"));
    }

    private static String authorization(KnownPortal portal, InstallationClaim visitor) {
        return "<h2>Authorization</h2>\n" + PageHtml.paragraph(portal.needsReauthorization()
                ? "The service will read this portal with your rights."
                : "The service reads this portal with the rights of the administrator who authorized it last. It can "
                        + "use yours instead.")
                + """
                        <form method="post">
                        %s<button name="action" value="authorize">Authorize with my account</button>
                        </form>
                        """.formatted(fields(visitor));
    }

    /// Repeats the fields that opened the page, so that the button does the same as opening it during an installation.
    private static String fields(InstallationClaim visitor) {
        var fields = new LinkedHashMap<String, @Nullable String>();
        fields.put("AUTH_ID", visitor.accessToken().reveal());
        fields.put("REFRESH_ID", visitor.refreshToken().reveal());
        fields.put("member_id", visitor.memberId().value());
        fields.put("SERVER_ENDPOINT", text(visitor.serverEndpoint()));
        fields.put("APPLICATION_TOKEN", reveal(visitor.applicationToken()));
        fields.put("APPLICATION_SCOPE", visitor.scope());
        fields.put("status", visitor.appStatus());
        return fields.entrySet()
                .stream()
                .filter(field -> field.getValue() != null)
                .map(field -> "<input type=\"hidden\" name=\"%s\" value=\"%s\">\n".formatted(field.getKey(),
                        HtmlUtils.htmlEscape(String.valueOf(field.getValue()))))
                .collect(Collectors.joining());
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    private static @Nullable String reveal(@Nullable Secret secret) {
        return secret == null ? null : secret.reveal();
    }

    /// Confirms that the button was pressed.
    PageHtml authorizing() {
        return PageHtml.saying(HttpStatus.OK, "b24-mirror is being authorized",
                "The service checks your account with Bitrix24. Open this page again in a minute to see the result.");
    }

    PageHtml nothingToDo() {
        return PageHtml.saying(HttpStatus.OK, "There is nothing to do here",
                "b24-mirror is installed and works in the background. Only administrators of this portal see more.");
    }

    PageHtml notRecognized() {
        return PageHtml.saying(HttpStatus.FORBIDDEN, "b24-mirror does not know you",
                "Bitrix24 did not confirm your account. Open the app again from the menu of Bitrix24.");
    }

    PageHtml busy() {
        return PageHtml.saying(HttpStatus.TOO_MANY_REQUESTS, "b24-mirror is busy",
                "Too many pages are opened at the moment. Open this page again in a minute.");
    }

    PageHtml unanswered() {
        return PageHtml.saying(HttpStatus.SERVICE_UNAVAILABLE, "b24-mirror is busy",
                "The service could not check your account with Bitrix24 now. Open this page again in a minute.");
    }
}
