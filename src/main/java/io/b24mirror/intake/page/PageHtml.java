package io.b24mirror.intake.page;

import java.nio.charset.StandardCharsets;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.util.HtmlUtils;

/// A page that is shown inside the portal, and what the browser may do for it.
///
/// @param body
///            HTML that follows the heading
/// @param sources
///            the part of the policy that is the page's own
record PageHtml(HttpStatus status, String title, String body, String sources) {
    private static final String FORM = "form-action 'self'; style-src 'unsafe-inline'";

    /// Makes a page that shows a text.
    static PageHtml saying(HttpStatus status, String title, String text) {
        return new PageHtml(status, title, paragraph(text), FORM);
    }

    /// Makes a page with a form that posts to the URL of the page.
    static PageHtml withForm(String title, String body) {
        return new PageHtml(HttpStatus.OK, title, body, FORM);
    }

    static String paragraph(String text) {
        return "<p>" + HtmlUtils.htmlEscape(text) + "</p>\n";
    }

    /// Returns the response with the page, and the headers that limit what the browser does with it.
    ///
    /// @param frame
    ///            the only origin that may show it in a frame. It is a claim, but the page does nothing that a visitor
    ///            could be tricked into without tokens of their own
    ResponseEntity<String> in(String frame) {
        return ResponseEntity.status(status)
                .contentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8))
                .header("Content-Security-Policy",
                        "default-src 'none'; base-uri 'none'; frame-ancestors " + frame + "; " + sources)
                .header("Referrer-Policy", "strict-origin")
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .body(text());
    }

    String text() {
        return """
                <!doctype html>
                <html lang="en">
                <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>%s</title></head>
                <body style="font: 16px sans-serif; max-width: 44em; margin: 2em">
                <main>
                <h1>%s</h1>
                %s</main>
                </body>
                </html>
                """.formatted(HtmlUtils.htmlEscape(title), HtmlUtils.htmlEscape(title), body);
    }
}
