package io.b24mirror.spill;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

/// A place for one spill file, locked by one instance at a time. The operating system releases the lock when the
/// process ends, even if it is killed.
final class SpillSlot implements AutoCloseable {
    private static final int MAX_SLOTS = 1_000;
    private static final Pattern FILE = Pattern.compile("spill-(\\d{1,3})\\.db");

    private final int number;
    private final Path file;
    private final FileChannel channel;

    private SpillSlot(int number, Path file, FileChannel channel) {
        this.number = number;
        this.file = file;
        this.channel = channel;
    }

    /// Takes the first free slot.
    static SpillSlot takeFree(Path directory) throws IOException {
        for (int number = 0; number < MAX_SLOTS; number++) {
            var slot = take(directory, number);
            if (slot.isPresent()) {
                return slot.get();
            }
        }
        throw new IOException("all %d files are in use".formatted(MAX_SLOTS));
    }

    /// Takes a slot that has a file, if it is free.
    static Optional<SpillSlot> take(Path directory, int number) throws IOException {
        var channel = FileChannel.open(directory.resolve("spill-%d.lock".formatted(number)), CREATE, WRITE);
        if (tryLock(channel) == null) {
            channel.close();
            return Optional.empty();
        }
        return Optional.of(new SpillSlot(number, directory.resolve("spill-%d.db".formatted(number)), channel));
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException _) {
            return null; // held by this process
        }
    }

    /// Returns the numbers of all slots that have a file.
    static List<Integer> numbers(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> FILE.matcher(file.getFileName().toString()))
                    .filter(java.util.regex.Matcher::matches)
                    .map(name -> Integer.valueOf(name.group(1)))
                    .sorted()
                    .toList();
        }
    }

    int number() {
        return number;
    }

    Path file() {
        return file;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
