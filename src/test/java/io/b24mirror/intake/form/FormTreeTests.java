package io.b24mirror.intake.form;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.b24mirror.intake.form.FormTree.Branch;
import io.b24mirror.intake.form.FormTree.Text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class FormTreeTests {

    @Test
    void findsWhatStandsAtAPath() {
        var inner = branch("b", new Text("1"));
        var tree = branch("a", inner);

        assertThat(tree.at()).contains(tree);
        assertThat(tree.at("a")).contains(inner);
        assertThat(tree.at("a", "b")).contains(new Text("1"));
        assertThat(tree.text("a", "b")).isEqualTo("1");
    }

    @Test
    void findsNothingWhereNothingStands() {
        var tree = branch("a", new Text("1"));

        assertThat(tree.at("A")).isEmpty();
        assertThat(tree.at("a", "b")).isEmpty();
        assertThat(tree.text("b")).isNull();
        assertThat(tree.text("a", "b", "c")).isNull();
    }

    @Test
    void cannotBeChangedFromOutside() {
        var children = new LinkedHashMap<String, FormTree>(Map.of("a", new Text("1")));
        var tree = new Branch(children);

        children.clear();

        assertThat(tree.text("a")).isEqualTo("1");
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> tree.children().clear());
    }

    @Test
    void showsNoValuesAndNoNames() {
        var tree = branch("hunter1", new Text("hunter2"));

        assertThat(tree).hasToString("Branch[1 children]");
        assertThat(tree.at("hunter1").orElseThrow()).hasToString("Text[7 characters]");
    }

    @Test
    void becomesMapInOrder() {
        var tree = new LinkedHashMap<String, FormTree>();
        tree.put("z", new Text("1"));
        tree.put("a", branch("b", new Text("2")));

        var plain = new Branch(tree).toPlain();

        assertThat(plain).isInstanceOf(LinkedHashMap.class).isEqualTo(Map.of("z", "1", "a", Map.of("b", "2")));
        assertThat(plain).extracting(map -> List.copyOf(((Map<?, ?>) map).keySet())).isEqualTo(List.of("z", "a"));
    }

    @Test
    void becomesListOnlyWhenKeysCountFromZeroInOrder() {
        assertThat(branch("0", "1").toPlain()).isEqualTo(List.of("x", "x"));
        assertThat(branch("1", "0").toPlain()).isInstanceOf(Map.class);
        assertThat(branch("1", "2").toPlain()).isInstanceOf(Map.class);
        assertThat(branch("0", "2").toPlain()).isInstanceOf(Map.class);
        assertThat(branch("0", "01").toPlain()).isInstanceOf(Map.class);
        assertThat(branch("0", "a").toPlain()).isInstanceOf(Map.class);
        assertThat(branch().toPlain()).isEqualTo(Map.of());
    }

    @Test
    void replacesWhatJsonbRefuses() {
        assertThat(new Text("a\0b").toPlain()).isEqualTo("a\uFFFDb");
        assertThat(new Text("\uD83D").toPlain()).isEqualTo("\uFFFD");
        assertThat(new Text("\uD7FF\uD800x\uDFFF\uE000").toPlain()).isEqualTo("\uD7FF\uFFFDx\uFFFD\uE000");
        assertThat(new Text("\uDCC5\uD83D").toPlain()).isEqualTo("\uFFFD\uFFFD");
        assertThat(new Text("\uD83D\uD83D\uDCC5").toPlain()).isEqualTo("\uFFFD📅");
        assertThat(branch("k\0\uDCC5", new Text("📅")).toPlain()).isEqualTo(Map.of("k\uFFFD\uFFFD", "📅"));
    }

    private static Branch branch(String name, FormTree child) {
        return new Branch(Map.of(name, child));
    }

    private static Branch branch(String... names) {
        var children = new LinkedHashMap<String, FormTree>();
        for (String name : names) {
            children.put(name, new Text("x"));
        }
        return new Branch(children);
    }
}
