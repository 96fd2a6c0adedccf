package io.b24mirror.mirror.text;

import java.util.regex.Pattern;

import io.b24mirror.mirror.text.Token.Syntax;
import io.b24mirror.mirror.text.Token.Tag;

/// Reads what tags say beside their names.
final class Attributes {
    private static final String VALUE = "\\s*+=\\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\\s\"'>]++))";
    private static final Pattern HREF = Pattern.compile("(?i)(?<=\\s)href" + VALUE);
    private static final Pattern ALT = Pattern.compile("(?i)(?<=\\s)alt" + VALUE);

    private Attributes() {}

    /// What a tag leads to, or its value; empty if it says nothing.
    static String address(Tag tag) {
        if (tag.syntax() == Syntax.HTML) {
            return value(tag, HREF);
        }
        var value = tag.rest().strip();
        return value.startsWith("=") ? Entities.resolve(unquoted(value.substring(1).strip())).strip() : "";
    }

    private static String unquoted(String value) {
        boolean isQuoted = value.length() > 1 && value.charAt(0) == value.charAt(value.length() - 1)
                && (value.charAt(0) == '"' || value.charAt(0) == '\'');
        return isQuoted ? value.substring(1, value.length() - 1) : value;
    }

    /// The words that stand for an image.
    static String alternative(Tag tag) {
        return value(tag, ALT);
    }

    private static String value(Tag tag, Pattern attribute) {
        var matcher = attribute.matcher(tag.rest());
        if (!matcher.find()) {
            return "";
        }
        for (int group = 1; group <= matcher.groupCount(); group++) {
            if (matcher.group(group) != null) {
                return Entities.resolve(matcher.group(group)).strip();
            }
        }
        return "";
    }
}
