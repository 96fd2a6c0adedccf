package io.b24mirror.intake.form;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

/// Writes forms as PHP's `http_build_query` does, and so as Bitrix24 sends them.
///
/// Blanks become `+`, lists `[0]`, `[1]`; `true` is 1 and `false` 0; nulls and empty arrays are left out, and a list
/// keeps the numbers of what is left.
public final class FormEncoder {

    /// How brackets are written.
    public enum Brackets {
        /// `%5B` and `%5D`, which is what PHP does.
        ENCODED("%5B", "%5D"),
        /// `[` and `]`, as people write them by hand.
        PLAIN("[", "]");

        private final String open;
        private final String close;

        Brackets(String open, String close) {
            this.open = open;
            this.close = close;
        }

        private String around(String name) {
            return open + name + close;
        }
    }

    private final Brackets brackets;
    private final StringJoiner form = new StringJoiner("&");

    private FormEncoder(Brackets brackets) {
        this.brackets = brackets;
    }

    public static String encode(FormTree.Branch tree) {
        return encode(tree, Brackets.ENCODED);
    }

    public static String encode(FormTree.Branch tree, Brackets brackets) {
        return encode(plain(tree), brackets);
    }

    /// Encodes a form, its brackets too.
    ///
    /// @param form
    ///            names to scalars, lists and further maps
    public static String encode(Map<String, ?> form) {
        return encode(form, Brackets.ENCODED);
    }

    public static String encode(Map<String, ?> form, Brackets brackets) {
        var encoder = new FormEncoder(brackets);
        form.forEach((name, value) -> encoder.write(escaped(name), value));
        return encoder.form.toString();
    }

    private void write(String key, @Nullable Object value) {
        switch (value) {
            case null -> {
            }
            case Map<?, ?> map -> map.forEach((name, child) -> write(key + brackets.around(escaped(name)), child));
            case List<?> list -> IntStream.range(0, list.size())
                    .forEach(index -> write(key + brackets.around(Integer.toString(index)), list.get(index)));
            case Boolean flag -> form.add(key + (flag ? "=1" : "=0"));
            default -> form.add(key + "=" + escaped(value));
        }
    }

    private static Map<String, Object> plain(FormTree.Branch branch) {
        return branch.children()
                .entrySet()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> switch (entry.getValue()) {
                    case FormTree.Text(String value) -> value;
                    case FormTree.Branch child -> plain(child);
                }, (_, last) -> last, LinkedHashMap::new));
    }

    /// PHP's `urlencode`; Java's leaves the asterisk alone.
    private static String escaped(Object value) {
        return URLEncoder.encode(value.toString(), StandardCharsets.UTF_8).replace("*", "%2A");
    }
}
