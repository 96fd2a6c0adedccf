package io.b24mirror.mirror.comment;

import java.util.List;
import java.util.Optional;

/// What we know of a comment before it is read.
///
/// @param isHeld
///            whether we hold a copy
/// @param isGone
///            whether we were told that it is deleted
/// @param bindings
///            the items that our copy stands on; where they are in the recycle bin, those it stood on last
/// @param first
///            the one of them that it is shown with
/// @param witnesses
///            users who may see it, and whose tokens we hold
record KnownComment(boolean isHeld, boolean isGone, List<Binding> bindings, Optional<Binding> first,
        List<Long> witnesses) {
    LastItems lastItems() {
        return new LastItems(bindings, first);
    }
}
