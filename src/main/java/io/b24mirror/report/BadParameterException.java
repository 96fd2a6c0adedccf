package io.b24mirror.report;

import java.util.Collection;

/// A query parameter with an invalid value or an unknown name; answered with 400, its name, and what is allowed.
public final class BadParameterException extends RuntimeException {
    private static final int MAX_NAME = 50;

    private final String parameter;
    private final String allowed;

    /// @param allowed
    ///            what may stand there
    public BadParameterException(String parameter, String allowed) {
        super("The parameter " + parameter + " is not understood. Allowed: " + allowed, null, false, false);
        this.parameter = parameter;
        this.allowed = allowed;
    }

    /// The parameter is unknown.
    public static BadParameterException unknown(String parameter, Collection<String> known) {
        return new BadParameterException(parameter.substring(0, Math.min(parameter.length(), MAX_NAME)),
                String.join(", ", known));
    }

    /// The name of the parameter.
    public String parameter() {
        return parameter;
    }

    /// What may be given instead.
    public String allowed() {
        return allowed;
    }
}
