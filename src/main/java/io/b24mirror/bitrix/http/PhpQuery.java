package io.b24mirror.bitrix.http;

import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import static java.nio.charset.StandardCharsets.UTF_8;

/// Encodes query strings as PHP reads them: nested values by brackets.
public final class PhpQuery {
    private PhpQuery() {}

    /// Encodes parameters, ordered by name.
    public static String encode(Map<String, ?> parameters) {
        var pairs = new ArrayList<String>();
        new TreeMap<>(parameters).forEach((name, value) -> append(pairs, encode(name), value));
        return String.join("&", pairs);
    }

    private static void append(List<String> pairs, String name, Object value) {
        switch (value) {
            case Map<?, ?> map -> map.forEach((key, item) -> append(pairs, name + bracket(key), item));
            case List<?> list -> {
                for (int i = 0; i < list.size(); i++) {
                    append(pairs, name + bracket(i), list.get(i));
                }
            }
            default -> pairs.add(name + "=" + encode(value.toString()));
        }
    }

    private static String bracket(Object key) {
        return encode("[" + key + "]");
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
