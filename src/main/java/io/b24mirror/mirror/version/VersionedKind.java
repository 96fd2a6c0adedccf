package io.b24mirror.mirror.version;

/// Keeps the records of a kind; implemented by the kind's store.
public interface VersionedKind {

    /// The columns of the records, for bringing them up to date.
    DerivedTable<?> derived();
}
