package io.b24mirror.mirror.deletion;

import java.util.List;

import io.b24mirror.fetch.Removal;

/// A portal announced that records are deleted. Published inside the transaction that notes it.
public record RecordsDeleted(List<Removal> removals) {}
