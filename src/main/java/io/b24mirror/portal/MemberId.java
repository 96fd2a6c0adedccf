package io.b24mirror.portal;

import java.util.regex.Pattern;

/// The stable identity of a portal, Bitrix24's `member_id`: it survives renames, which the domain does not.
///
/// Usually 32 hexadecimal digits; anything of 1 to 64 letters, digits, `.`, `_` and `-` is taken.
public record MemberId(String value) implements Comparable<MemberId> {
    private static final Pattern FORM = Pattern.compile("[0-9A-Za-z._-]{1,64}");

    /// @throws IllegalArgumentException
    ///             if the value is not of that form
    public MemberId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("Not a member_id");
        }
    }

    /// Whether a text has the form of a member id.
    public static boolean isValid(String value) {
        return FORM.matcher(value).matches();
    }

    @Override
    public int compareTo(MemberId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
