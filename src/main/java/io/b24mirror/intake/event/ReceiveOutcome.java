package io.b24mirror.intake.event;

/// The outcome of receiving a post, which decides how it is answered.
public enum ReceiveOutcome {
    /// Stored durably, now or before: 200.
    ACCEPTED,
    /// Not authentic: 403.
    NOT_AUTHENTIC,
    /// Too many posts that are not authentic arrive, from its source or in all: 429.
    TOO_MANY,
    /// Not stored: 503. Bitrix24 does not send it again, but a person may repeat it.
    UNAVAILABLE
}
