package io.b24mirror.mirror.derivation;

import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import io.b24mirror.mirror.DerivedTable;
import io.b24mirror.mirror.DerivedTable.Chunk;
import io.b24mirror.mirror.DerivedTable.Place;

/// Brings everything up to date that is behind: the current records first, then the versions that are over.
@Component
class DerivationRun {
    private static final Logger log = LoggerFactory.getLogger(DerivationRun.class);
    private static final int CHUNK = 300;

    private final List<DerivedKind> kinds;
    private final TransactionTemplate transaction;

    DerivationRun(List<DerivedKind> kinds, PlatformTransactionManager transactions) {
        this.kinds = kinds;
        this.transaction = new TransactionTemplate(transactions);
    }

    void run() {
        kinds.forEach(kind -> run(kind.derived()));
    }

    private void run(DerivedTable<?> table) {
        long behind = table.countBehind();
        if (behind == 0) {
            return;
        }
        var progress = new Progress(table.name(), behind);
        log.info("Begins to translate {} records of kind {} again, which an older release translated; this takes a"
                + " while and goes on after a restart", behind, table.name());
        refreshAll(table::refreshNext, progress);
        refreshAll(table::refreshNextOver, progress);
        log.info("Has translated {} records of kind {} again", progress.done(), table.name());
    }

    private void refreshAll(BiFunction<Place, Integer, Optional<Chunk>> next, Progress progress) {
        for (var place = Optional.of(Place.FIRST); place.isPresent();) {
            var after = place.get();
            var chunk = transaction.execute(_ -> next.apply(after, CHUNK));
            chunk.ifPresent(done -> progress.add(done.size()));
            place = chunk.map(Chunk::last);
        }
    }
}
