package io.b24mirror.simulation;

/// How much of a calendar somebody sees.
public enum Access {
    /// Nothing, not even that it is there.
    NOTHING,
    /// When its events take place; what they are is replaced by a word.
    TIME,
    /// What its events are called, with a word behind the name that tells that there is more.
    TITLE,
    /// All of it.
    FULL
}
