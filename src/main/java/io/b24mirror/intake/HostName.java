package io.b24mirror.intake;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/// Reads the host names by which posts call a portal.
final class HostName {
    private static final Pattern HOST = Pattern.compile("[0-9A-Za-z._-]{1,253}(:\\d{1,5})?");

    private HostName() {}

    /// The name, with a port if it has one; null if it is none that can be shown and compared.
    static @Nullable String read(@Nullable String text) {
        return text != null && HOST.matcher(text).matches() ? text : null;
    }
}
