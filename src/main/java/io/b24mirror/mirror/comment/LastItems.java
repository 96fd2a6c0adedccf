package io.b24mirror.mirror.comment;

import java.util.List;
import java.util.Optional;

/// The items that a comment stood on when it was seen last outside the recycle bin.
///
/// @param first
///            the one that it is shown with
record LastItems(List<Binding> bindings, Optional<Binding> first) {
    static final LastItems NONE = new LastItems(List.of(), Optional.empty());

    /// Leaves out rows of the recycle bin, which were taken for items once.
    static LastItems of(List<Binding> bindings, Optional<Binding> first) {
        var item = first.filter(binding -> !binding.inRecycleBin());
        var items = bindings.stream().filter(binding -> !binding.inRecycleBin()).toList();
        return new LastItems(items.isEmpty() ? item.stream().toList() : items, item);
    }

    boolean isEmpty() {
        return bindings.isEmpty();
    }
}
