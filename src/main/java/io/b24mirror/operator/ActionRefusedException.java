package io.b24mirror.operator;

import org.jspecify.annotations.Nullable;

/// An operator's action that cannot be carried out. The message says why, and what to do instead.
final class ActionRefusedException extends RuntimeException {
    /// Why it is refused.
    enum Reason {
        /// There is no such portal.
        UNKNOWN_PORTAL,
        /// There is no such row of the fetch list.
        UNKNOWN_FETCH,
        /// The state of the portal forbids it.
        PORTAL_STATE,
        /// The record is being read at this moment.
        BEING_READ,
        /// A parameter is invalid; [#parameter] names it.
        BAD_PARAMETER
    }

    private final Reason reason;
    private final @Nullable String parameter;
    private final @Nullable String allowed;

    private ActionRefusedException(Reason reason, String message, @Nullable String parameter,
            @Nullable String allowed) {
        super(message, null, false, false);
        this.reason = reason;
        this.parameter = parameter;
        this.allowed = allowed;
    }

    static ActionRefusedException of(Reason reason, String message) {
        return new ActionRefusedException(reason, message, null, null);
    }

    static ActionRefusedException badParameter(String parameter, String allowed) {
        return new ActionRefusedException(Reason.BAD_PARAMETER,
                "The parameter " + parameter + " is not understood. Allowed: " + allowed, parameter, allowed);
    }

    Reason reason() {
        return reason;
    }

    /// The invalid parameter, if that is the reason.
    @Nullable
    String parameter() {
        return parameter;
    }

    /// What is allowed instead, if a parameter is invalid.
    @Nullable
    String allowed() {
        return allowed;
    }
}
