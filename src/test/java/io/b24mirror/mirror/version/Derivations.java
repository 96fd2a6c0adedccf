package io.b24mirror.mirror.version;

import java.util.Optional;
import java.util.function.Function;

import org.springframework.transaction.support.TransactionTemplate;

import io.b24mirror.mirror.version.DerivedTable.Chunk;
import io.b24mirror.mirror.version.DerivedTable.Place;

import static java.util.Objects.requireNonNull;

/// Derives stored records again, as the background work does after an upgrade.
public final class Derivations {
    private Derivations() {}

    /// All records of a kind, in chunks of that size.
    public static void refreshAll(DerivedTable<?> table, int chunk, TransactionTemplate transaction) {
        all(place -> table.refreshNext(place, chunk), transaction);
        all(place -> table.refreshNextOver(place, chunk), transaction);
    }

    /// All records that may say more by now, in chunks of that size.
    public static void settleAll(DerivedTable<?> table, int chunk, TransactionTemplate transaction) {
        all(place -> table.settleNext(place, chunk), transaction);
    }

    /// The first records of a kind, in the caller's transaction.
    ///
    /// @return how many
    public static int refreshFirst(DerivedTable<?> table, int limit) {
        return table.refreshNext(Place.FIRST, limit).map(Chunk::size).orElse(0);
    }

    /// How many records and versions of a kind are behind.
    public static long countBehind(DerivedTable<?> table) {
        return table.countBehind();
    }

    private static void all(Function<Place, Optional<Chunk>> next, TransactionTemplate transaction) {
        for (var place = Optional.of(Place.FIRST); place.isPresent();) {
            var after = place.get();
            place = requireNonNull(transaction.execute(_ -> next.apply(after))).map(Chunk::last);
        }
    }
}
