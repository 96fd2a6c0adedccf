package io.b24mirror.simulation;

/// How old a portal's calendar module is, which decides the keys and types of its records.
public enum PortalAge {
    /// Before about 2023: no `*_FORMATTED`, no `UNTIL_TS`, lengths as texts, codes of attendees as one text.
    OLD,
    /// Up to about the spring of 2025: no `IS_DAYLIGHT_SAVING_TZ`, the old keys in `MEETING`, `false` for no links.
    OF_2024,
    /// 2026: all keys, null for no links.
    CURRENT
}
