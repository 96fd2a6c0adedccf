package io.b24mirror.mirror.version;

import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.IntConsumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import io.b24mirror.mirror.version.DerivedTable;
import io.b24mirror.mirror.version.DerivedTable.Chunk;
import io.b24mirror.mirror.version.DerivedTable.Place;

/// Brings everything up to date that is behind: the current records first, then the versions that are over. What
/// another transaction held is looked at once more, as long as that leads anywhere.
@Component
class DerivationRun {
    private static final Logger log = LoggerFactory.getLogger(DerivationRun.class);
    private static final int CHUNK = 300;

    private final List<VersionedKind> kinds;
    private final TransactionTemplate transaction;

    DerivationRun(List<VersionedKind> kinds, PlatformTransactionManager transactions) {
        this.kinds = kinds;
        this.transaction = new TransactionTemplate(transactions);
    }

    void run() {
        kinds.forEach(kind -> run(kind.derived()));
    }

    /// Looks again at records that nothing was certain of.
    void settle() {
        kinds.forEach(kind -> refreshAll(kind.derived()::settleNext, _ -> {}));
    }

    private void run(DerivedTable<?> table) {
        long behind = table.countBehind();
        if (behind == 0) {
            return;
        }
        var progress = new Progress(table.name(), behind);
        log.info(
                "Begins to translate {} records of kind {} again, which an older release translated; this goes on after"
                        + " a restart",
                behind, table.name());
        do {
            progress.beginPass();
            refreshAll(table::refreshNext, progress::add);
            refreshAll(table::refreshNextOver, progress::add);
        } while (progress.isMade() && table.countBehind() > 0);
        log.info("Has translated {} records of kind {} again", progress.done(), table.name());
    }

    private void refreshAll(BiFunction<Place, Integer, Optional<Chunk>> next, IntConsumer done) {
        for (var place = Optional.of(Place.FIRST); place.isPresent();) {
            var after = place.get();
            var chunk = transaction.execute(_ -> next.apply(after, CHUNK));
            chunk.ifPresent(records -> done.accept(records.size()));
            place = chunk.map(Chunk::last);
        }
    }
}
