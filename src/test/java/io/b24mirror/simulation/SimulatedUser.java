package io.b24mirror.simulation;

/// Somebody with an account on the portal.
///
/// @param extranet
///            whether it is a guest, who may not use calendar methods
public record SimulatedUser(long id, String name, boolean admin, boolean active, boolean extranet) {

    String firstName() {
        var space = name.indexOf(' ');
        return space < 0 ? name : name.substring(0, space);
    }

    String lastName() {
        var space = name.indexOf(' ');
        return space < 0 ? "" : name.substring(space + 1);
    }
}
