package io.b24mirror.intake.event;

/// How an event is answered.
public enum ReceiveOutcome {
    /// Stored durably, now or before. 200.
    ACCEPTED,
    /// Nobody vouches for it. 403.
    NOT_AUTHENTIC,
    /// Too much comes that nobody vouches for, from its sender or from all. 429.
    TOO_MANY,
    /// It could not be stored. 503: Bitrix24 does not send again, but whoever repeats it by hand is welcome.
    UNAVAILABLE
}
