package io.b24mirror.mirror.json;

import java.math.BigDecimal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.ContainerNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

import static java.nio.charset.StandardCharsets.UTF_8;

/// Tells whether two readings of a record say the same, by a SHA-256 in hexadecimal behind the number of the form in
/// which it was made.
///
/// What makes no difference: the order of keys and of elements, whether a number is written as a text, and keys that
/// have what PHP writes where there is nothing: null, an empty text, an empty list or `false`. It gives all of these
/// differently from one answer to the next, and a newer version of a portal adds keys with nothing in them.
public final class ContentHash {
    /// Hashes of another form cannot be compared; the first form had no number, so its hashes are shorter.
    private static final String FORM = "02";

    private final Set<String> ignored;

    /// Makes a hash that ignores the fields of these names, at whatever depth: those that differ from one reading, or
    /// from one reader, to the next although the record did not change.
    public ContentHash(Set<String> ignored) {
        this.ignored = Set.copyOf(ignored);
    }

    /// Hashes a record that is storable, see [RawRecord].
    public String of(JsonNode record) {
        return FORM + digest(record);
    }

    /// Hashes a record, and behind it the part of it that is the same for every reader.
    public String of(JsonNode record, JsonNode shared) {
        return FORM + digest(record) + digest(shared);
    }

    private String digest(JsonNode record) {
        return HexFormat.of().formatHex(sha256().digest(canonical(record).getBytes(UTF_8)));
    }

    /// Every part tells its length, so that no two trees are written alike.
    private String canonical(JsonNode node) {
        return switch (node) {
            case ObjectNode object -> part('o', canonical(object));
            case ArrayNode array -> part('a', array.values()
                    .stream()
                    .map(this::canonical)
                    .sorted()
                    .collect(Collectors.joining()));
            default -> leaf(node);
        };
    }

    private String canonical(ObjectNode object) {
        var fields = new TreeMap<String, String>();
        object.properties().forEach(property -> {
            if (!ignored.contains(property.getKey()) && !isNothing(property.getValue())) {
                fields.put(property.getKey(), canonical(property.getValue()));
            }
        });
        return fields.entrySet()
                .stream()
                .map(field -> part('k', field.getKey()) + field.getValue())
                .collect(Collectors.joining());
    }

    private static boolean isNothing(JsonNode value) {
        return switch (value) {
            case StringNode text -> text.stringValue().isEmpty();
            case BooleanNode flag -> !flag.booleanValue();
            case ContainerNode<?> container -> container.isEmpty();
            default -> value.isNull() || value.isMissingNode();
        };
    }

    private static String leaf(JsonNode node) {
        if (node.isString()) {
            return part('s', node.stringValue());
        }
        if (node.isNumber()) {
            return part('s', new BigDecimal(node.numberValue().toString()).stripTrailingZeros().toPlainString());
        }
        return node.isBoolean() ? part('b', node.booleanValue() ? "1" : "0") : part('n', "");
    }

    private static String part(char type, String text) {
        return type + Integer.toString(text.length()) + ":" + text;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
