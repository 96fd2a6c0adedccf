package io.b24mirror.mirror.time;

/// Why the times of an event are not certain; `time_doubt` holds the names, with commas.
enum TimeDoubt {
    /// Nothing says when it is, so it has no times.
    NO_TIME,
    /// The portal gave no text, so the start was worked out from a Unix time and the server's distance from UTC as
    /// other events of the portal show it.
    SERVER_OFFSET,
    /// Day and month may be interchanged: nothing tells which of them the portal writes first.
    DATE_ORDER,
    /// No time zone of that name is known, so its distance from UTC at the start was taken, which may change later.
    ZONE
}
