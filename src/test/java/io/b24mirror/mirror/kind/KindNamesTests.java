package io.b24mirror.mirror.kind;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/// A kind of record is named in its package and its migration; the few other places stand, with the reason,
/// in `docs/architecture.md`.
class KindNamesTests {
    private static final Path MAIN = Path.of("src/main");
    private static final Pattern NAME = Pattern.compile("(?i)calendar[-_]?(event|section)|timeline[-_]?comment");
    private static final Pattern OF_A_KIND = Pattern
            .compile("java/io/b24mirror/mirror/(section|event|comment|occurrence)/.*"
                    + "|resources/db/migration/V21[345]__.*");
    private static final List<String> OTHERS = List.of("java/io/b24mirror/fetch/RecordKind.java",
            "java/io/b24mirror/intake/page/PortalFigures.java", "java/io/b24mirror/report/calendar/",
            "resources/db/migration/V211__reporting.sql", "resources/db/migration/V216__record_views.sql",
            "resources/io/b24mirror/report/openapi/api-examples.json");

    @Test
    void areNamedOnlyWhereTheArchitectureSays() throws IOException {
        try (var files = Files.walk(MAIN)) {
            assertThat(files.filter(Files::isRegularFile)
                    .filter(file -> NAME.matcher(read(file)).find())
                    .map(file -> MAIN.relativize(file).toString())
                    .filter(file -> !OF_A_KIND.matcher(file).matches())
                    .filter(file -> OTHERS.stream().noneMatch(file::startsWith))).isEmpty();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
