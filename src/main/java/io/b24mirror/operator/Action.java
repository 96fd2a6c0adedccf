package io.b24mirror.operator;

/// An action that an operator can request.
enum Action {
    /// Compares a portal with its copy.
    SWEEP,
    /// Asks a portal for a test event.
    SELF_CHECK,
    /// Compares a portal's subscriptions with what is needed, and repairs them.
    SUBSCRIPTION_CHECK,
    /// Stops all calls to a portal.
    SUSPEND,
    /// Resumes calls to a portal.
    RESUME,
    /// Deletes all data of a portal.
    ERASE,
    /// Reads a record again.
    REFETCH,
    /// Retries a record that waits or was given up, at once.
    RETRY,
    /// Retries all records of a portal that were given up.
    RETRY_ALL,
    /// Takes a record off the fetch list.
    DISCARD
}
