package io.b24mirror.spill;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

import io.b24mirror.portal.token.SealedFileStore;
import io.b24mirror.secret.ContentSealer;

/// Keeps a few sealed files beside the spill, unless the spill is switched off.
@Component
class SealedFiles implements SealedFileStore {
    private static final String SUFFIX = ".sealed";
    private static final String PURPOSE = "b24-mirror file ";
    private static final Logger log = LoggerFactory.getLogger(SealedFiles.class);

    private final SpillProperties properties;
    private final ContentSealer sealer;

    SealedFiles(SpillProperties properties, ContentSealer sealer) {
        this.properties = properties;
        this.sealer = sealer;
    }

    /// Moves the finished file into place, so that a crash leaves no partial file.
    @Override
    public boolean keep(String name, byte[] content) {
        if (!properties.isOn()) {
            return false;
        }
        try {
            Files.createDirectories(properties.directory());
            var written = write(properties.directory().resolve(name + ".tmp"), sealer.seal(content, PURPOSE + name));
            Files.move(written, file(name), StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (IOException e) {
            log.error("Could not write a file into {}: {}", properties.directory(), e.toString());
            return false;
        }
    }

    private static Path write(Path file, byte[] content) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            var rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
        return file;
    }

    @Override
    public void remove(String name) {
        try {
            Files.deleteIfExists(file(name));
        } catch (IOException e) {
            log.warn("Could not delete {}: {}", file(name), e.toString());
        }
    }

    @Override
    public Map<String, byte[]> all() {
        var contents = new TreeMap<String, byte[]>();
        for (var file : files()) {
            var name = file.getFileName().toString();
            open(file, name.substring(0, name.length() - SUFFIX.length()), contents);
        }
        return contents;
    }

    private List<Path> files() {
        if (!properties.isOn() || !Files.isDirectory(properties.directory())) {
            return List.of();
        }
        try (var files = Files.list(properties.directory())) {
            return files.filter(file -> file.getFileName().toString().endsWith(SUFFIX)).toList();
        } catch (IOException e) {
            log.warn("Could not look for files in {}: {}", properties.directory(), e.toString());
            return List.of();
        }
    }

    /// Another instance may delete it at this moment.
    private void open(Path file, String name, Map<String, byte[]> contents) {
        try {
            sealer.open(Files.readAllBytes(file), PURPOSE + name)
                    .ifPresentOrElse(content -> contents.put(name, content), () -> log.warn(
                            "{} does not open: is B24_ENCRYPTION_KEYSET the keyset it was sealed with?", file));
        } catch (IOException e) {
            log.warn("Could not read {}: {}", file, e.toString());
        }
    }

    private Path file(String name) {
        return properties.directory().resolve(name + SUFFIX);
    }
}
