package io.b24mirror.simulation;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

/// Where the stores tell what has happened.
interface Emitter {

    /// Fires an event with its data.
    ///
    /// @param actor
    ///            the user who did it; none for the system
    void emit(String code, ObjectNode data, @Nullable Long actor);
}
