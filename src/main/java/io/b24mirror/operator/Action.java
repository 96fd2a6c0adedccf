package io.b24mirror.operator;

/// What an operator can have done.
public enum Action {
    /// A portal is compared with its copy.
    SWEEP,
    /// A portal is asked for a test event.
    SELF_CHECK,
    /// A portal's subscriptions are compared with what is needed, and healed.
    SUBSCRIPTION_CHECK,
    /// Nothing is asked of a portal any more.
    SUSPEND,
    /// A portal is asked again.
    RESUME,
    /// Everything of a portal is deleted.
    ERASE,
    /// A record is read again.
    REFETCH,
    /// A record that waits or was given up is tried again at once.
    RETRY,
    /// All records of a portal that were given up are tried again.
    RETRY_ALL,
    /// A record is taken off the fetch list.
    DISCARD
}
