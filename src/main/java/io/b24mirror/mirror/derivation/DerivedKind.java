package io.b24mirror.mirror.derivation;

import io.b24mirror.mirror.DerivedTable;

/// A kind of records whose columns follow from its raw records.
public interface DerivedKind {

    /// Its columns.
    DerivedTable<?> derived();
}
