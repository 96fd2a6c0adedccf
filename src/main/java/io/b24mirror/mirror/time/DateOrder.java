package io.b24mirror.mirror.time;

/// In which order a portal writes day, month and year.
public enum DateOrder {
    /// `31/12/2026`, and every date with dots.
    DAY_FIRST,
    /// `12/31/2026`.
    MONTH_FIRST,
    /// `2026-12-31`.
    YEAR_FIRST
}
