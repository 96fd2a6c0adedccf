package io.b24mirror.simulation;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import static java.nio.charset.StandardCharsets.UTF_8;

/// Form data with PHP's bracket keys, in both directions.
final class PhpForm {

    private static final Pattern SEGMENT = Pattern.compile("\\[([^\\]]*)\\]");

    private PhpForm() {}

    /// Reads `a[b][]=1&c=2` into a tree of maps and strings; lists are maps with the keys 0 to n.
    static ObjectNode parse(String form) {
        var tree = Json.object();
        for (var pair : form.split("&", -1)) {
            if (!pair.isEmpty()) {
                put(tree, pair);
            }
        }
        return tree;
    }

    private static void put(ObjectNode tree, String pair) {
        var equals = pair.indexOf('=');
        var key = decode(equals < 0 ? pair : pair.substring(0, equals));
        var path = path(key);
        var parent = tree;
        for (var segment : path.subList(0, path.size() - 1)) {
            parent = child(parent, segment);
        }
        parent.put(named(parent, path.getLast()), equals < 0 ? "" : decode(pair.substring(equals + 1)));
    }

    private static List<String> path(String key) {
        var bracket = key.indexOf('[');
        if (bracket <= 0) {
            return List.of(key);
        }
        var path = new ArrayList<String>();
        path.add(key.substring(0, bracket));
        var segments = SEGMENT.matcher(key.substring(bracket));
        while (segments.find()) {
            path.add(segments.group(1));
        }
        return path;
    }

    private static ObjectNode child(ObjectNode parent, String segment) {
        var name = named(parent, segment);
        return parent.path(name) instanceof ObjectNode existing ? existing : parent.putObject(name);
    }

    private static String named(ObjectNode parent, String segment) {
        return segment.isEmpty() ? Integer.toString(parent.size()) : segment;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, UTF_8);
    }

    /// Writes a tree as PHP's form encoder does: encoded brackets, no key for nulls and for empty lists and maps.
    static String encode(ObjectNode tree) {
        var pairs = new ArrayList<String>();
        for (var property : tree.properties()) {
            encode(property.getKey(), property.getValue(), pairs);
        }
        return String.join("&", pairs);
    }

    static String encode(Map<String, String> values) {
        var tree = Json.object();
        values.forEach(tree::put);
        return encode(tree);
    }

    private static void encode(String key, JsonNode value, List<String> pairs) {
        if (value instanceof ObjectNode map) {
            map.properties().forEach(entry -> encode(key + "[" + entry.getKey() + "]", entry.getValue(), pairs));
        } else if (value.isArray()) {
            for (var index = 0; index < value.size(); index++) {
                encode(key + "[" + index + "]", value.path(index), pairs);
            }
        } else if (!value.isNull()) {
            pairs.add(escape(key) + "=" + escape(scalar(value)));
        }
    }

    private static String scalar(JsonNode value) {
        return value.isBoolean() ? (value.asBoolean() ? "1" : "0") : Json.text(value);
    }

    private static String escape(String text) {
        return URLEncoder.encode(text, UTF_8).replace("*", "%2A");
    }
}
