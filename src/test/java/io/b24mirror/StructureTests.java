package io.b24mirror;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.ToolProvider;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.averagingInt;
import static org.assertj.core.api.Assertions.assertThat;

/// Keeps packages, files and methods at a size that a reader can take in. The figures are printed.
class StructureTests {
    private static final Path MAIN = Path.of("src/main/java");
    private static final int WIDTH = 120;

    @Test
    void keepsPackagesSmall() {
        var types = new TreeMap<Path, Integer>();
        sources(MAIN).filter(file -> !isPackageInfo(file))
                .forEach(file -> types.merge(file.getParent(), 1, Integer::sum));

        var figures = Figures.of("types per package", types.values().stream());

        assertThat(figures.median()).isLessThanOrEqualTo(12);
        assertThat(figures.percentile95()).isLessThanOrEqualTo(20);
    }

    @Test
    void keepsLinesWithinAPage() {
        var wide = sources(MAIN).flatMap(file -> wideLines(file).mapToObj(line -> file + ":" + line)).toList();

        assertThat(wide).isEmpty();
    }

    @Test
    void keepsFilesShort() {
        var figures = Figures.of("lines of code per file", sources(MAIN).filter(file -> !isPackageInfo(file))
                .map(file -> (int) lines(file).stream().filter(StructureTests::isCode).count()));

        assertThat(figures.median()).isLessThanOrEqualTo(35);
    }

    @Test
    void keepsMethodsShort() throws IOException {
        var methods = new ArrayList<Integer>();
        parse((unit, trees) -> new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
                if (method.getBody() != null) {
                    methods.add(lines(unit, trees, method));
                }
                return super.visitMethod(method, null);
            }
        }.scan(unit, null));

        assertThat(Figures.of("lines per method", methods.stream()).percentile95()).isLessThanOrEqualTo(20);
    }

    @Test
    void opensFewTypes() throws IOException {
        var types = new ArrayList<ClassTree>();
        parse((unit, _) -> unit.getTypeDecls()
                .stream()
                .filter(ClassTree.class::isInstance)
                .map(ClassTree.class::cast)
                .forEach(types::add));

        double share = types.stream()
                .collect(averagingInt(type -> type.getModifiers().getFlags().contains(Modifier.PUBLIC) ? 1 : 0));

        System.out.printf("public types: %.0f %% of %d%n", share * 100, types.size());
        assertThat(share).isLessThanOrEqualTo(0.45);
    }

    private record Figures(int median, int percentile95, int max) {
        static Figures of(String what, Stream<Integer> values) {
            var sorted = values.sorted().toList();
            var figures = new Figures(sorted.get(sorted.size() / 2), sorted.get(sorted.size() * 95 / 100),
                    sorted.getLast());
            System.out.println(what + ": " + figures);
            return figures;
        }
    }

    private interface Visitor {
        void visit(CompilationUnitTree unit, Trees trees);
    }

    private static void parse(Visitor visitor) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            var task = (JavacTask) compiler.getTask(null, files, _ -> {}, null, null,
                    files.getJavaFileObjectsFromPaths(sources(MAIN).toList()));
            var trees = Trees.instance(task);
            task.parse().forEach(unit -> visitor.visit(unit, trees));
        }
    }

    private static int lines(CompilationUnitTree unit, Trees trees, MethodTree method) {
        var map = requireNonNull(unit.getLineMap());
        var positions = trees.getSourcePositions();
        return (int) (map.getLineNumber(positions.getEndPosition(unit, method))
                - map.getLineNumber(positions.getStartPosition(unit, method)) + 1);
    }

    private static boolean isPackageInfo(Path file) {
        return file.endsWith("package-info.java");
    }

    private static boolean isCode(String line) {
        var text = line.strip();
        return !text.isEmpty() && !text.startsWith("//") && !text.startsWith("import ") && !text.startsWith("package ");
    }

    private static IntStream wideLines(Path file) {
        var lines = lines(file);
        return IntStream.range(0, lines.size()).filter(line -> lines.get(line).length() > WIDTH).map(line -> line + 1);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> sources(Path root) {
        try (var files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
