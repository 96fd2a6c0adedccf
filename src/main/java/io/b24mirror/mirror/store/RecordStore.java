package io.b24mirror.mirror.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Optional;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import io.b24mirror.fetch.Removal;
import io.b24mirror.mirror.deletion.Tombstones;
import io.b24mirror.mirror.deletion.Tombstones.Sighting;
import io.b24mirror.mirror.kind.RecordType;
import io.b24mirror.mirror.version.Derivation;
import io.b24mirror.mirror.version.DerivedTable;
import io.b24mirror.mirror.version.Observation;
import io.b24mirror.mirror.version.Unseen;
import io.b24mirror.mirror.version.VersionedKind;
import io.b24mirror.mirror.version.VersionedTable;

/// Keeps the records of a kind. All methods work in the caller's transaction.
///
/// @param <F>
///            the fields of the kind
public abstract class RecordStore<F extends Record> implements VersionedKind {
    private final VersionedTable<F> table;
    private final Tombstones tombstones;

    protected RecordStore(JdbcClient jdbc, RecordType<F> type, Tombstones tombstones) {
        this.table = new VersionedTable<>(jdbc, type, new OfThisKind());
        this.tombstones = tombstones;
    }

    /// Keeps what was fetched.
    @Transactional(propagation = Propagation.MANDATORY)
    public void keepResults(Collection<FetchResult<F>> results) {
        var present = new ArrayList<Observation<F>>();
        var hidden = new ArrayList<Unseen>();
        var gone = new ArrayList<Removal>();
        for (var result : results) {
            switch (result) {
                case FetchResult.Present<F>(var observations) -> present.addAll(observations);
                case FetchResult.Hidden<F>(var unseen) -> hidden.add(unseen);
                case FetchResult.Gone<F>(var removal) -> gone.add(removal);
            }
        }
        hide(hidden);
        keep(present);
        remove(gone);
    }

    /// Keeps the newest observation of each record, unless it began before the record was deleted.
    @Transactional(propagation = Propagation.MANDATORY)
    public void keep(Collection<Observation<F>> observations) {
        if (observations.isEmpty()) {
            return;
        }
        var newest = Observation.newestOfEach(observations);
        keepOneOfEach(newest);
        disproveDeletions(newest);
    }

    /// Notes that records were not shown any more; our copies of them stay.
    @Transactional(propagation = Propagation.MANDATORY)
    public void hide(Collection<Unseen> unseen) {
        table.hide(unseen);
    }

    /// Remembers that records are deleted.
    @Transactional(propagation = Propagation.MANDATORY)
    public void remove(Collection<Removal> removals) {
        if (!removals.isEmpty()) {
            tombstones.remember(removals);
        }
    }

    @Override
    public DerivedTable<?> derived() {
        return table.derived();
    }

    /// Keeps observations, at most one of each record, and what belongs to those that say something new.
    protected void keepOneOfEach(Collection<Observation<F>> observations) {
        var written = table.keep(observations);
        keepParts(observations.stream().filter(observation -> written.contains(observation.ref())).toList());
    }

    /// Takes back deletions of records that were seen later.
    protected void disproveDeletions(Collection<Observation<F>> observations) {
        tombstones.disprove(observations.stream().map(Sighting::of).toList());
    }

    /// Translates a stored record as if it had just been answered; empty if it is none.
    protected abstract Optional<Observation<F>> derive(Derivation.Stored record);

    /// The condition on which a current row `held` may say more by now, since other records of its portal tell more.
    protected String isUnsettled() {
        return "false";
    }

    /// Writes what belongs to current records beside their columns.
    protected void keepParts(Collection<Observation<F>> records) {}

    private final class OfThisKind implements Derivation<F> {
        @Override
        public Optional<Observation<F>> derive(Stored record) {
            return RecordStore.this.derive(record);
        }

        @Override
        public String isUnsettled() {
            return RecordStore.this.isUnsettled();
        }

        @Override
        public void keepParts(Collection<Observation<F>> records) {
            RecordStore.this.keepParts(records);
        }
    }
}
