package io.b24mirror.intake.form;

/// A form that cannot be read, or does not have the shape its reader needs.
///
/// The message is fit for the `detail` of a problem: it is fixed by our code and never repeats a byte of the form.
/// There is no stack trace, because strangers may send malformed forms as often as they like, and the message alone
/// says what is wrong.
public final class MalformedFormException extends RuntimeException {
    public MalformedFormException(String message) {
        super(message, null, false, false);
    }
}
