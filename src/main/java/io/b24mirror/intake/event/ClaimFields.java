package io.b24mirror.intake.event;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.b24mirror.intake.form.MalformedFormException;
import io.b24mirror.secret.Secret;

/// Checks the fields that claim an installation, whether an event or a page of the app brings them.
public final class ClaimFields {
    private static final Pattern HOST = Pattern.compile("[0-9A-Za-z._-]{1,253}(:\\d{1,5})?");
    private static final int MAX_TEXT = 2_000;
    private static final int MAX_TOKEN = 2_000;

    private ClaimFields() {}

    /// Returns the host name, with a port if it has one, or null if the text cannot be shown and compared as one.
    public static @Nullable String host(@Nullable String text) {
        return text != null && HOST.matcher(text).matches() ? text : null;
    }

    /// Returns the text, or null if it is longer than anything that Bitrix24 writes.
    ///
    /// @throws MalformedFormException
    ///             if it holds a character that no database stores
    public static @Nullable String text(@Nullable String text, String name) {
        if (text != null && text.indexOf(0) >= 0) {
            throw new MalformedFormException(name + " must not hold a NUL character");
        }
        return text == null || text.length() > MAX_TEXT ? null : text;
    }

    /// Returns the token.
    ///
    /// @throws MalformedFormException
    ///             if it is missing or longer than any token of Bitrix24
    public static Secret token(@Nullable Secret token, String name) {
        var given = required(token, name);
        if (given.reveal().length() > MAX_TOKEN) {
            throw new MalformedFormException(name + " is too long");
        }
        return given;
    }

    /// Returns the URL of a REST endpoint.
    ///
    /// @throws MalformedFormException
    ///             if it is missing or cannot be one
    public static URI endpoint(@Nullable String text, String name) {
        try {
            var uri = new URI(required(text, name));
            if (uri.toString().length() <= MAX_TEXT && uri.getHost() != null && uri.getScheme() != null
                    && uri.getRawPath() != null
                    && uri.getRawPath().endsWith("/")) {
                return uri;
            }
        } catch (URISyntaxException _) {
            // answered below like every other text that is no address
        }
        throw new MalformedFormException(name + " must be a URL that ends in a slash");
    }

    /// Returns the value.
    ///
    /// @throws MalformedFormException
    ///             if it is missing
    public static <T> T required(@Nullable T value, String name) {
        if (value == null) {
            throw new MalformedFormException("An installation needs " + name);
        }
        return value;
    }
}
