package io.b24mirror.spill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.util.unit.DataSize;

import io.b24mirror.portal.token.TestCredentials;
import io.b24mirror.secret.ContentSealer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class SealedFilesTests {
    private static final byte[] CONTENT = "a secret".getBytes(UTF_8);

    @TempDir
    private Path disk;

    private SealedFiles files(Path directory, DataSize size, ContentSealer sealer) {
        return new SealedFiles(new SpillProperties(directory.toString(), size), sealer);
    }

    private SealedFiles files() {
        return files(disk, DataSize.ofGigabytes(1), TestCredentials.sealer());
    }

    @Test
    void givesBackWhatIsKept() {
        assertThat(files().keep("one", CONTENT)).isTrue();

        assertThat(files().all()).hasSize(1).hasEntrySatisfying("one", kept -> assertThat(kept).isEqualTo(CONTENT));
    }

    @Test
    void sealsWhatItKeeps() throws IOException {
        files().keep("one", CONTENT);

        assertThat(Files.readString(disk.resolve("one.sealed"), ISO_8859_1)).doesNotContain("a secret");
    }

    @Test
    void forgetsWhatIsRemoved() throws IOException {
        files().keep("one", CONTENT);

        files().remove("one");
        files().remove("another");

        assertThat(files().all()).isEmpty();
        try (var left = Files.list(disk)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void leavesAloneWhatDoesNotOpen() throws IOException {
        files().keep("one", CONTENT);
        Files.copy(disk.resolve("one.sealed"), disk.resolve("another.sealed"));
        Files.writeString(disk.resolve("broken.sealed"), "");
        Files.writeString(disk.resolve("spill-0.db"), "");

        assertThat(files().all()).containsOnlyKeys("one");
        assertThat(disk.resolve("another.sealed")).exists();
    }

    @Test
    void keepsNothingWhereTheSpillIsSwitchedOff() {
        var off = files(disk, DataSize.ofBytes(0), TestCredentials.sealer());

        assertThat(off.keep("one", CONTENT)).isFalse();
        assertThat(off.all()).isEqualTo(Map.of());
    }

    @Test
    void saysSoWhereTheDiskFails() throws IOException {
        var file = Files.createFile(disk.resolve("file"));
        var broken = files(file.resolve("folder"), DataSize.ofGigabytes(1), TestCredentials.sealer());

        assertThat(broken.keep("one", CONTENT)).isFalse();
        assertThat(broken.all()).isEmpty();
    }
}
