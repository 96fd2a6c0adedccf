package io.b24mirror.spill;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.b24mirror.spill.SpillTable.Row;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SpillFileTests {
    private static final Instant NOW = Instant.parse("2024-12-19T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final long MEGABYTE = 1 << 20;

    @TempDir
    private Path directory;

    @SuppressWarnings("NullAway.Init") // JUnit fills the field
    SpillFileTests() {}

    @Test
    void handsOutInTheOrderOfArrival() throws Exception {
        try (var file = open("spill-0.db", MEGABYTE)) {
            for (var text : List.of("a", "b", "c")) {
                assertThat(add(file, text)).isTrue();
            }

            assertThat(texts(file.waiting(0, 2))).containsExactly("a", "b");
            assertThat(texts(file.waiting(file.waiting(0, 2).getLast().id(), 2))).containsExactly("c");
            assertThat(file.state()).extracting(SpillState::waiting, SpillState::oldest).containsExactly(3L, NOW);
        }
    }

    @Test
    void forgetsWhatIsRemovedAndNothingElse() throws Exception {
        try (var file = open("spill-0.db", MEGABYTE)) {
            add(file, "a");
            file.add(bytes("b"), Origin.UNKNOWN, NOW);
            add(file, "c");

            file.remove(List.of(file.waiting(0, 3).get(1).id()));

            assertThat(texts(file.waiting(0, 3))).containsExactly("a", "c");
            assertThat(file.state()).extracting(SpillState::waiting, SpillState::unverified).containsExactly(2L, 0L);
        }
    }

    @Test
    void keepsEverythingOfManyAtOnce() throws Exception {
        try (var file = open("spill-0.db", 16 * MEGABYTE);
                var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var kept = IntStream.range(0, 2_000)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> add(file, "event " + i), callers))
                    .toList();

            assertThat(kept).allMatch(CompletableFuture::join);
            assertThat(texts(file.waiting(0, 3_000))).hasSize(2_000).doesNotHaveDuplicates();
        }
    }

    @Test
    void stillHasWhatItKeptWhenItsProcessIsKilled() throws Exception {
        var crashed = directory.resolve("crashed");
        try (var file = open("spill-0.db", MEGABYTE)) {
            IntStream.range(0, 500).forEach(i -> add(file, "event " + i));
            file.remove(List.of(file.waiting(0, 1).getFirst().id()));
            copy(directory, crashed);
        }

        try (var file = SpillFile.open(crashed.resolve("spill-0.db"), MEGABYTE, CLOCK)) {
            assertThat(texts(file.waiting(0, 1_000))).hasSize(499).startsWith("event 1").endsWith("event 499");
        }
    }

    @Test
    void takesNoMoreThanItsRoomAndHasRoomAgainWhenItIsEmptied() throws Exception {
        try (var file = open("spill-0.db", MEGABYTE)) {
            int kept = 0;
            while (file.add(new byte[10_000], null, NOW)) {
                kept++;
            }

            assertThat(kept).isBetween(60, 104);
            removeAll(file);
            assertThat(file.add(new byte[10_000], null, NOW)).isTrue();
        }
    }

    @Test
    void givesItsRoomBackToTheDisk() throws Exception {
        try (var file = open("spill-0.db", 16 * MEGABYTE)) {
            while (file.add(new byte[100_000], null, NOW)) {
                // until it is full
            }
            assertThat(sizeOfAllFiles()).isGreaterThan(12 * MEGABYTE);

            removeAll(file);
            file.waiting(0, 1); // comes after the shrinking

            assertThat(sizeOfAllFiles()).isLessThan(MEGABYTE / 4);
        }
    }

    @Test
    void givesATenthOfItsRoomToUnverifiedEvents() throws Exception {
        try (var file = open("spill-0.db", MEGABYTE)) {
            for (int i = 0; i < 30; i++) {
                file.add(new byte[10_000], Origin.UNKNOWN, NOW);
            }

            assertThat(file.state().unverifiedBytes()).isBetween(80_000L, MEGABYTE / SpillFile.UNVERIFIED_SHARE);
            assertThat(file.waiting(0, 30).getLast().id()).as("the newest").isEqualTo(30);
            assertThat(file.evicted()).isEqualTo(30 - file.state().unverified());
            assertThat(file.add(new byte[60_000], null, NOW)).isTrue();
        }
    }

    @Test
    void keepsWhatANewPortalSendsBesideAFloodOfStrangers() throws Exception {
        try (var file = open("spill-0.db", MEGABYTE)) {
            file.add(bytes("early"), new Origin("198.51.100.7", "early"), NOW);
            for (int i = 0; i < 300; i++) {
                file.add(new byte[1_000], new Origin("203.0.113.66", "m" + i), NOW);
            }
            assertThat(file.add(bytes("late"), new Origin("198.51.100.8", "late"), NOW)).isTrue();
            for (int i = 0; i < 300; i++) {
                file.add(new byte[1_000], new Origin("203.0.113.66", "n" + i), NOW);
            }

            assertThat(texts(file.waiting(0, 300))).contains("early", "late");
        }
    }

    @Test
    void doesNotPushOutManySmallThingsForOneLargeOne() throws Exception {
        try (var file = open("spill-0.db", MEGABYTE)) {
            for (int i = 0; i < 60; i++) {
                file.add(new byte[1_000], new Origin("198.51.100." + i, "m" + i), NOW);
            }

            assertThat(file.add(new byte[60_000], new Origin("203.0.113.66", "x"), NOW)).isFalse();
            assertThat(file.state().unverified()).isEqualTo(60);
        }
    }

    @Test
    void triesOnceMoreWhatStrangersMayHaveSentAndWasSetAside() throws Exception {
        try (var file = open("spill-0.db", MEGABYTE)) {
            file.add(bytes("stranger's"), Origin.UNKNOWN, NOW);
            file.setAside(List.of(1L), "PostgreSQL does not take it");
            assertThat(file.state())
                    .extracting(SpillState::setAside, SpillState::setAsideUnverified, SpillState::isIdle)
                    .containsExactly(0L, 1L, true);

            file.retrySetAside();

            assertThat(file.waiting(0, 3)).extracting(Row::attempts).containsExactly(SpillReplay.MAX_ATTEMPTS - 1);
        }
    }

    @Test
    void expiresWhatWasSetAsideAndThatOfStrangersMuchSooner() throws Exception {
        try (var file = open("spill-0.db", MEGABYTE)) {
            add(file, "authentic");
            file.add(bytes("stranger's"), Origin.UNKNOWN, NOW);
            add(file, "waits");
            file.setAside(List.of(1L, 2L), "PostgreSQL does not take it");
        }

        assertThat(expireAfter(Duration.ofDays(6))).isZero();
        assertThat(expireAfter(Duration.ofDays(8))).isOne();
        assertThat(expireAfter(Duration.ofDays(364))).isZero();
        assertThat(expireAfter(Duration.ofDays(366))).isOne();
        try (var file = open("spill-0.db", MEGABYTE)) {
            assertThat(texts(file.waiting(0, 3))).containsExactly("waits");
            assertThat(file.state().isEmpty()).isFalse();
        }
    }

    /// Each a new start, after which it waited again and was set aside again.
    private int expireAfter(Duration age) throws SQLException {
        try (var file = SpillFile.open(directory.resolve("spill-0.db"), MEGABYTE,
                Clock.fixed(NOW.plus(age), ZoneOffset.UTC))) {
            file.retrySetAside();
            file.setAside(List.of(1L, 2L), "PostgreSQL does not take it");
            return file.expire();
        }
    }

    @Test
    void keepsSoManyOfStrangersAsideAtMost() throws Exception {
        try (var file = open("spill-0.db", 16 * MEGABYTE)) {
            int count = SpillFile.MAX_UNVERIFIED_ASIDE + 5;
            IntStream.range(0, count).forEach(i -> file.add(bytes("x" + i), Origin.UNKNOWN, NOW));
            file.setAside(LongStream.rangeClosed(1, count).boxed().toList(), "no");

            assertThat(file.expire()).isEqualTo(5);
            assertThat(file.state().setAsideUnverified()).isEqualTo(SpillFile.MAX_UNVERIFIED_ASIDE);
        }
    }

    @Test
    void opensAFileOfAnEarlierVersion() throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("spill-0.db"));
                var sql = connection.createStatement()) {
            sql.execute("""
                    create table spilled (id integer primary key autoincrement, spilled_at integer not null,
                        verified integer not null, content blob not null, attempts integer not null default 0,
                        problem text)
                    """);
            sql.execute("insert into spilled (spilled_at, verified, content) values (1, 0, 'old')");
        }

        try (var file = open("spill-0.db", MEGABYTE)) {
            file.add(bytes("new"), Origin.UNKNOWN, NOW);

            assertThat(texts(file.waiting(0, 3))).containsExactly("old", "new");
        }
    }

    @Test
    void setsAsideUntilItIsAskedToTryAgain() throws Exception {
        try (var file = open("spill-0.db", MEGABYTE)) {
            add(file, "a");
            add(file, "b");

            file.countAttempt(1);
            file.setAside(List.of(1L), "does not open");

            assertThat(texts(file.waiting(0, 3))).containsExactly("b");
            assertThat(file.state()).extracting(SpillState::waiting, SpillState::setAside).containsExactly(1L, 1L);
        }
        try (var file = open("spill-0.db", MEGABYTE)) {
            assertThat(file.state().setAside()).isEqualTo(1);

            file.retrySetAside();

            assertThat(file.waiting(0, 3)).extracting(Row::attempts).containsExactly(0, 0);
            assertThat(file.state().setAside()).isZero();
        }
    }

    @Test
    void movesAForeignFileAside() throws Exception {
        var foreign = directory.resolve("spill-0.db");
        Files.writeString(foreign, "This is no database. ".repeat(1_000));

        try (var file = open("spill-0.db", MEGABYTE)) {
            assertThat(add(file, "a")).isTrue();
        }

        try (var files = Files.list(directory)) {
            assertThat(files.filter(file -> file.getFileName().toString().contains("damaged"))).singleElement()
                    .satisfies(aside -> assertThat(aside).content().startsWith("This is no database."));
        }
    }

    @Test
    void movesADamagedFileAside() throws Exception {
        try (var file = open("spill-0.db", MEGABYTE)) {
            IntStream.range(0, 50).forEach(_ -> file.add(new byte[10_000], null, NOW));
        }
        try (var file = new RandomAccessFile(directory.resolve("spill-0.db").toFile(), "rw")) {
            file.seek(4096);
            file.write(new byte[100_000]);
        }

        try (var file = open("spill-0.db", MEGABYTE)) {
            assertThat(add(file, "a")).isTrue();
            assertThat(texts(file.waiting(0, 100))).containsExactly("a");
        }
    }

    @Test
    void saysSoWhenItIsClosed() throws Exception {
        var file = open("spill-0.db", MEGABYTE);
        file.close();

        assertThatExceptionOfType(SpillFailedException.class).isThrownBy(() -> add(file, "late"));
    }

    @Test
    void givesEverySlotToOneHolder() throws Exception {
        try (var first = SpillSlot.takeFree(directory); var second = SpillSlot.takeFree(directory)) {
            assertThat(first.file()).hasFileName("spill-0.db");
            assertThat(second.file()).hasFileName("spill-1.db");
            assertThat(SpillSlot.take(directory, 1)).isEmpty();
        }
        try (var free = SpillSlot.takeFree(directory)) {
            assertThat(free.file()).hasFileName("spill-0.db");
        }
    }

    private SpillFile open(String name, long maxBytes) throws SQLException {
        return SpillFile.open(directory.resolve(name), maxBytes, CLOCK);
    }

    private static boolean add(SpillFile file, String text) {
        return file.add(bytes(text), null, NOW);
    }

    private static void removeAll(SpillFile file) {
        file.remove(file.waiting(0, 10_000).stream().map(Row::id).toList());
    }

    private static List<String> texts(List<Row> rows) {
        return rows.stream().map(row -> new String(row.content(), UTF_8)).toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private long sizeOfAllFiles() throws IOException {
        try (var files = Files.list(directory)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectory(to);
        try (var files = Files.list(from)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }
}
