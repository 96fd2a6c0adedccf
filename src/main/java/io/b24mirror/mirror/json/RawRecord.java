package io.b24mirror.mirror.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A record whole as Bitrix24 gave it, less its secrets, in a form that PostgreSQL's `jsonb` takes.
///
/// A secret is what a key names so, `EXPORT.LINK` (the address at which anybody reads the calendar), and credentials in
/// the addresses of files. A secret that is empty stays, since it tells nothing.
public final class RawRecord {
    private static final Pattern SECRET_KEY = Pattern
            .compile("(?i).*(token|secret|password).*|auth|auth_id|refresh_id");
    private static final Pattern ADDRESS_KEY = Pattern.compile("(?i)url.*|.*url|.*link");
    private static final Pattern CREDENTIAL_IN_ADDRESS = Pattern
            .compile("(?i)([?&;](?:amp;)?(?:auth(?:\\[\\w*]|%5B\\w*%5D)*|\\w*token|sessid)=)[^&#\\s]*");
    private static final int LONGEST_NUMBER = 1_000;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private RawRecord() {}

    /// Makes a storable copy of a record.
    public static JsonNode of(JsonNode answer) {
        return copy(answer, "");
    }

    private static JsonNode copy(JsonNode node, String key) {
        return switch (node) {
            case ObjectNode object -> copy(object, key);
            case ArrayNode array -> copy(array, key);
            default -> leaf(node, key);
        };
    }

    private static ObjectNode copy(ObjectNode object, String key) {
        var copy = NODES.objectNode();
        object.properties().forEach(property -> {
            var name = property.getKey();
            if (!isSecret(key, name, property.getValue())) {
                copy.set(StorableText.of(name), copy(property.getValue(), name));
            }
        });
        return copy;
    }

    private static ArrayNode copy(ArrayNode array, String key) {
        var copy = NODES.arrayNode();
        array.values().forEach(element -> copy.add(copy(element, key)));
        return copy;
    }

    private static boolean isSecret(String parent, String name, JsonNode value) {
        var isFeed = parent.equalsIgnoreCase("EXPORT") && name.equalsIgnoreCase("LINK");
        return (isFeed || SECRET_KEY.matcher(name).matches()) && !isEmpty(value);
    }

    private static boolean isEmpty(JsonNode value) {
        return value.isNull() || value.isBoolean() || (value.isString() && value.stringValue().isEmpty())
                || (value.isContainer() && value.isEmpty());
    }

    private static JsonNode leaf(JsonNode node, String key) {
        if (node.isString()) {
            var text = StorableText.of(node.stringValue());
            return NODES.stringNode(ADDRESS_KEY.matcher(key).matches()
                    ? CREDENTIAL_IN_ADDRESS.matcher(text).replaceAll("$1removed")
                    : text);
        }
        if (node.isNumber()) {
            return fits(node.numberValue()) ? node : NODES.stringNode(String.valueOf(node.numberValue()));
        }
        return node.isBoolean() ? node : NODES.nullNode();
    }

    /// `jsonb` has no infinity, and numbers of more than 131072 digits it refuses.
    private static boolean fits(Number number) {
        return switch (number) {
            case BigInteger big -> big.bitLength() < LONGEST_NUMBER;
            case BigDecimal decimal ->
                decimal.precision() < LONGEST_NUMBER && Math.abs((long) decimal.scale()) < LONGEST_NUMBER;
            case Double real -> Double.isFinite(real);
            case Float real -> Float.isFinite(real);
            default -> true;
        };
    }
}
