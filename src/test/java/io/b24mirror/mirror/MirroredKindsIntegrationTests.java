package io.b24mirror.mirror;

import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.b24mirror.fetch.Cause;
import io.b24mirror.fetch.GivenUpRecords;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.fetch.Removal;
import io.b24mirror.intake.RecordRemovals;
import io.b24mirror.mirror.comment.CommentKind;
import io.b24mirror.mirror.deletion.Deletions;
import io.b24mirror.mirror.deletion.Tombstones;
import io.b24mirror.mirror.event.EventKind;
import io.b24mirror.mirror.kind.MirroredKind;
import io.b24mirror.mirror.section.SectionKind;

import static io.b24mirror.mirror.Samples.ACME;
import static io.b24mirror.mirror.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

class MirroredKindsIntegrationTests extends MirrorDatabase {
    private static final Tombstones TOMBSTONES = Deletions.tombstones(JDBC);
    private static final RecordRemovals DELETIONS = Deletions.announced(TOMBSTONES,
            GivenUpRecords.of(JDBC, Clock.systemUTC()), _ -> {});
    private static final MirroredKind SECTIONS = new SectionKind();
    private static final MirroredKind EVENTS = new EventKind();
    private static final MirroredKind COMMENTS = new CommentKind();

    @Test
    void namesTheEventsOfTheContract() {
        assertThat(SECTIONS.changes()).containsExactlyInAnyOrder("ONCALENDARSECTIONADD", "ONCALENDARSECTIONUPDATE",
                "ONCALENDARROOMCREATE", "ONCALENDARROOMUPDATE");
        assertThat(SECTIONS.removals()).containsExactlyInAnyOrder("ONCALENDARSECTIONDELETE", "ONCALENDARROOMDELETE");
        assertThat(EVENTS.changes()).containsExactlyInAnyOrder("ONCALENDARENTRYADD", "ONCALENDARENTRYUPDATE");
        assertThat(EVENTS.removals()).containsExactly("ONCALENDARENTRYDELETE");
        assertThat(COMMENTS.changes()).containsExactlyInAnyOrder("ONCRMTIMELINECOMMENTADD",
                "ONCRMTIMELINECOMMENTUPDATE");
        assertThat(COMMENTS.removals()).containsExactly("ONCRMTIMELINECOMMENTDELETE");
    }

    @ParameterizedTest
    @MethodSource
    void remembersARemoval(MirroredKind kind) {
        var record = new RecordRef(ACME, kind.kind(), 202);

        inTransaction(() -> DELETIONS.remove(List.of(new Removal(record, NOON, Cause.delivery(1)))));

        assertThat(TOMBSTONES.cover(record)).isTrue();
    }

    static Stream<MirroredKind> remembersARemoval() {
        return Kinds.all().stream();
    }

    /// The schema and the code describe the kinds alike.
    @ParameterizedTest
    @MethodSource("remembersARemoval")
    void hasATableWithTheColumnsOfTheFields(MirroredKind kind) {
        var type = kind.type();

        for (var table : List.of(kind.kind().name(), kind.kind().name() + "_history")) {
            assertThat(JDBC
                    .sql("""
                            select attname || ' ' || replace(replace(format_type(atttypid, atttypmod), 'timestamp with time zone',
                                'timestamptz'), 'timestamp without time zone', 'timestamp')
                            from pg_attribute
                            where attrelid = cast(:table as regclass) and attnum > 0 and not attisdropped
                            """)
                    .param("table", "mirror." + table)
                    .query(String.class)
                    .list())
                    .contains("member_id text", type.key() + " bigint")
                    .containsAll(type.columns().stream().map(column -> column.name() + " " + column.type()).toList());
        }
    }

    @ParameterizedTest
    @MethodSource("remembersARemoval")
    void isDeletedWithWhatTheSchemaSays(MirroredKind kind) {
        var others = kind.type().deletedWith().stream().map(other -> other.kind().name() + "." + other.column());

        assertThat(JDBC.sql("""
                select with_kind || '.' || with_column
                from mirror.deleted_with
                where kind = :kind
                order by place
                """).param("kind", kind.kind().name()).query(String.class).list()).containsExactlyElementsOf(
                Stream.concat(Stream.of(kind.kind().name() + "." + kind.type().key()), others).toList());
    }
}
