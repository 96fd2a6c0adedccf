package io.b24mirror.mirror.deletion;

import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.b24mirror.fetch.Cause;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.fetch.Removal;
import io.b24mirror.mirror.Kinds;
import io.b24mirror.mirror.MirrorDatabase;
import io.b24mirror.mirror.deletion.Tombstones;
import io.b24mirror.mirror.deletion.Tombstones.Sighting;

import static io.b24mirror.mirror.Samples.ACME;
import static io.b24mirror.mirror.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

class TombstonesIntegrationTests extends MirrorDatabase {
    private static final RecordRef COMMENT = new RecordRef(ACME, Kinds.TIMELINE_COMMENT, 999);

    private final Tombstones tombstones = Deletions.tombstones(JDBC);

    @Test
    void coversReadingsThatBeganBeforeTheDeletionWasTold() {
        remove(NOON);

        assertThat(tombstones.cover(NOON.minusSeconds(1), List.of(COMMENT))).isTrue();
        assertThat(tombstones.cover(NOON, List.of(COMMENT))).isTrue();
        assertThat(tombstones.cover(NOON.plusSeconds(1), List.of(COMMENT))).isFalse();
        assertThat(tombstones.cover(COMMENT)).isTrue();
    }

    @Test
    void keepsWhenTheDeletionWasToldFirst() {
        remove(NOON);
        remove(NOON.plusSeconds(60));
        remove(NOON.plusSeconds(30));

        assertThat(tombstones.cover(NOON.plusSeconds(60), List.of(COMMENT))).isTrue();
        assertThat(deletedAt()).containsExactly(NOON);
    }

    @Test
    void isDisprovedByALaterSightingOnly() {
        remove(NOON);

        disprove(NOON);
        assertThat(tombstones.cover(COMMENT)).isTrue();

        disprove(NOON.plusSeconds(1));
        assertThat(tombstones.cover(COMMENT)).isFalse();
    }

    @Test
    void leavesOtherRecordsAlone() {
        remove(NOON);

        assertThat(tombstones.cover(new RecordRef(ACME, Kinds.CALENDAR_EVENT, 999))).isFalse();
        assertThat(tombstones.cover(new RecordRef(ACME, Kinds.TIMELINE_COMMENT, 998))).isFalse();
    }

    private void remove(Instant at) {
        inTransaction(() -> tombstones.remember(List.of(new Removal(COMMENT, at, Cause.delivery(1)))));
    }

    private void disprove(Instant at) {
        inTransaction(() -> tombstones.disprove(List.of(new Sighting(COMMENT, at))));
    }

    private static List<Instant> deletedAt() {
        return JDBC.sql("select deleted_at from mirror.tombstone")
                .query((row, _) -> row.getTimestamp(1).toInstant())
                .list();
    }
}
