package io.b24mirror.operator;

import org.jspecify.annotations.Nullable;

/// An operator's action cannot be done. The message says why, and what to do instead.
public final class ActionRefusedException extends RuntimeException {
    /// What stands against it.
    public enum Reason {
        /// There is no such portal.
        UNKNOWN_PORTAL,
        /// There is no such row of the fetch list.
        UNKNOWN_FETCH,
        /// The portal is in a state that forbids it.
        PORTAL_STATE,
        /// The record is being read at this moment.
        BEING_READ,
        /// Something that was given with it is not what is wanted; [#parameter] names it.
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

    public Reason reason() {
        return reason;
    }

    /// Which parameter is meant, if one is.
    public @Nullable String parameter() {
        return parameter;
    }

    /// What may stand there, if a parameter is meant.
    public @Nullable String allowed() {
        return allowed;
    }
}
