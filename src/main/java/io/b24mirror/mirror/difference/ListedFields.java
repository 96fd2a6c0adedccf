package io.b24mirror.mirror.difference;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import io.b24mirror.mirror.json.RawRecord;

/// A record as a listing shows it, or our copy as it would: by its fields in a form that does not depend on the mood
/// of PHP, long values by their digest. A field that one side does not have says nothing.
///
/// @param fields
///            by their names
public record ListedFields(long id, Map<String, String> fields) {
    private static final int LONGEST = 64;

    public ListedFields {
        fields = Map.copyOf(fields);
    }

    /// Whether a field that both have says something else.
    public boolean differsFrom(ListedFields other) {
        return fields.entrySet().stream().anyMatch(field -> {
            var theirs = other.fields.get(field.getKey());
            return theirs != null && !theirs.equals(field.getValue());
        });
    }

    /// A digest of both.
    String digestWith(ListedFields other) {
        return digest(new TreeMap<>(fields) + "\n" + new TreeMap<>(other.fields));
    }

    /// A value in its plain form: scalars as text, nothing for what PHP writes where there is nothing, objects by their
    /// sorted keys.
    public static String plain(JsonNode value) {
        var text = text(RawRecord.of(value));
        return text.length() > LONGEST ? digest(text) : text;
    }

    private static String text(JsonNode value) {
        if (value.isObject()) {
            return text((ObjectNode) value);
        }
        if (value.isArray()) {
            var elements = value.values().stream().map(ListedFields::text).toList();
            return elements.isEmpty() ? "" : elements.toString();
        }
        return value.isNull() || value.isMissingNode() || (value.isBoolean() && !value.booleanValue())
                ? ""
                : value.asString().strip();
    }

    private static String text(ObjectNode object) {
        var sorted = new TreeMap<String, String>();
        object.properties().forEach(property -> sorted.put(property.getKey(), text(property.getValue())));
        sorted.values().removeIf(String::isEmpty);
        return sorted.isEmpty() ? "" : sorted.toString();
    }

    private static String digest(String text) {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().withoutPadding().encodeToString(sha256);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
