package io.b24mirror;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/// Holds docs/security.md to what it says.
class SecurityDocumentTests {
    private static final Path DOCUMENT = Path.of("docs/security.md");
    private static final Path TESTS = Path.of("src/test/java");
    private static final Pattern ROW = Pattern.compile("\\| v5\\.0\\.0-(\\d+\\.\\d+\\.\\d+) \\| (.+) \\| (.+) \\|");
    private static final Pattern REFERENCE = Pattern.compile("`(\\w+)(?:#(\\w+))?`");

    private static final Pattern ANNOTATION = Pattern.compile("@(Test|ParameterizedTest|Property|Example)\\b");

    /// Sections of ASVS 5.0.0, and how many requirements of levels 1 and 2 each begins with.
    private static final String SECTIONS = """
            1.1 2, 1.2 9, 1.3 11, 1.4 3, 1.5 2, 2.1 3, 2.2 3, 2.3 4, 2.4 1, 3.2 2, 3.3 4, 3.4 6, 3.5 5, 3.7 2, 4.1 3, 4.2 1, \
            4.3 2, 4.4 4, 5.1 1, 5.2 3, 5.3 2, 5.4 3, 6.1 3, 6.2 12, 6.3 4, 6.4 4, 6.5 5, 6.6 3, 6.8 4, 7.1 3, 7.2 4, 7.3 2, \
            7.4 5, 7.5 2, 7.6 2, 8.1 2, 8.2 3, 8.3 1, 8.4 1, 9.1 3, 9.2 4, 10.1 2, 10.2 2, 10.3 4, 10.4 11, 10.5 5, 10.6 2, \
            10.7 3, 11.1 2, 11.2 3, 11.3 3, 11.4 4, 11.5 1, 11.6 1, 12.1 3, 12.2 2, 12.3 4, 13.1 1, 13.2 5, 13.3 2, 13.4 5, \
            14.1 2, 14.2 4, 14.3 3, 15.1 3, 15.2 3, 15.3 7, 16.1 1, 16.2 5, 16.3 4, 16.4 3, 16.5 3, 17.1 1, 17.2 4, 17.3 2""";

    @Test
    void namesATestThatExistsOrSaysWhoseItIs() throws IOException {
        var tests = tests();

        assertThat(rows()).hasSizeGreaterThan(100).allSatisfy((requirement, shownBy) -> {
            var references = REFERENCE.matcher(shownBy).results().toList();
            if (shownBy.startsWith("operator's: ")) {
                return;
            }
            assertThat(references).as(requirement).isNotEmpty();
            references.forEach(reference -> {
                assertThat(tests).as(requirement).containsKey(reference.group(1));
                if (reference.group(2) != null) {
                    assertThat(isTest(tests.getOrDefault(reference.group(1), ""), reference.group(2)))
                            .as(requirement + " " + reference.group())
                            .isTrue();
                }
            });
        });
    }

    /// Its annotations stand between the method and the blank line before it.
    private static boolean isTest(String source, String method) {
        int at = source.indexOf(" void " + method + "(");
        return at > 0 && ANNOTATION.matcher(source.substring(source.lastIndexOf("\n\n", at), at)).find();
    }

    @Test
    void leavesOutNoRequirementAndInventsNone() throws IOException {
        var every = new TreeSet<>(requirements());
        var rows = rows().keySet();
        var notApplicable = notApplicable();

        assertThat(rows).doesNotContainAnyElementsOf(notApplicable);
        assertThat(Stream.concat(rows.stream(), notApplicable.stream())).containsExactlyInAnyOrderElementsOf(every);
    }

    @Test
    void saysWhatItPromisesToSay() throws IOException {
        var document = Files.readString(DOCUMENT);
        var headings = document.lines()
                .filter(line -> line.startsWith("#"))
                .map(SecurityDocumentTests::anchor)
                .toList();

        assertThat(Pattern.compile("]\\(#([a-z-]+)\\)").matcher(document).results().map(link -> link.group(1)))
                .isNotEmpty()
                .isSubsetOf(headings);
        assertThat(document).contains("**Input.**", "**Limits.**", "**Keys.**", "**Outgoing.**", "**Logs.**",
                "**Costly work.**");
    }

    private static String anchor(String heading) {
        return heading.replaceFirst("#+ ", "")
                .toLowerCase(java.util.Locale.ROOT)
                .replaceAll("[^a-z0-9 -]", "")
                .replace(' ', '-');
    }

    private static Map<String, String> rows() throws IOException {
        var rows = new LinkedHashMap<String, String>();
        for (var line : Files.readAllLines(DOCUMENT)) {
            var row = ROW.matcher(line);
            if (row.matches()) {
                assertThat(rows.put(row.group(1), row.group(3))).as("a second row of " + row.group(1)).isNull();
            }
        }
        return rows;
    }

    private static List<String> notApplicable() throws IOException {
        var document = Files.readString(DOCUMENT);
        var listed = document.substring(document.indexOf("### Not applicable"))
                .lines()
                .filter(line -> line.matches("\\| \\d.*"))
                .flatMap(line -> Arrays.stream(line.split("\\|", -1)[1].strip().split(", ", -1)))
                .toList();
        var found = new ArrayList<String>();
        for (var item : listed) {
            var covered = requirements().stream().filter(id -> id.equals(item) || id.startsWith(item + ".")).toList();
            assertThat(covered).as(item).isNotEmpty();
            found.addAll(covered);
        }
        return found;
    }

    private static List<String> requirements() {
        return Arrays.stream(SECTIONS.split(", ", -1))
                .map(section -> section.split(" ", -1))
                .flatMap(section -> IntStream.rangeClosed(1, Integer.parseInt(section[1]))
                        .mapToObj(number -> section[0] + "." + number))
                .toList();
    }

    private static Map<String, String> tests() throws IOException {
        var tests = new LinkedHashMap<String, String>();
        try (var files = Files.walk(TESTS)) {
            for (var file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
                tests.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
            }
        }
        return tests;
    }
}
