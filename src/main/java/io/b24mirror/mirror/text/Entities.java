package io.b24mirror.mirror.text;

import org.springframework.web.util.HtmlUtils;

/// Character references of HTML, such as `&amp;` and `&#8364;`.
final class Entities {
    private Entities() {}

    static String resolve(String text) {
        return text.indexOf('&') < 0 ? text : HtmlUtils.htmlUnescape(text.replace("&apos;", "'"));
    }
}
