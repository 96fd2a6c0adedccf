package io.b24mirror.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A small disk of its own, which can be filled. Only root may mount one.
final class Disk implements AutoCloseable {
    private final Path directory;

    private Disk(Path directory) {
        this.directory = directory;
    }

    static boolean isPossible() {
        return System.getProperty("user.name").equals("root") && Files.isExecutable(Path.of("/usr/bin/mount"));
    }

    static Disk mount(int megabytes) throws IOException {
        var disk = new Disk(RealPostgres.newDirectory());
        if (run("mount", "-t", "tmpfs", "-o", "size=%dm".formatted(megabytes), "tmpfs",
                disk.directory.toString()) != 0) {
            throw new IOException("This machine does not let us mount a disk");
        }
        return disk;
    }

    private static int run(String... command) throws IOException {
        return new ProcessBuilder(List.of(command)).start().onExit().join().exitValue();
    }

    Path resolve(String name) {
        return directory.resolve(name);
    }

    /// Takes all the room that is left.
    void fill() throws IOException {
        var chunk = new byte[4096];
        try (var out = Files.newOutputStream(ballast())) {
            while (true) {
                out.write(chunk);
            }
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).contains("No space left")) {
                throw e;
            }
        }
    }

    /// Gives it back.
    void free() throws IOException {
        Files.deleteIfExists(ballast());
    }

    private Path ballast() {
        return directory.resolve("ballast");
    }

    @Override
    public void close() throws IOException {
        run("umount", "-l", directory.toString());
    }
}
