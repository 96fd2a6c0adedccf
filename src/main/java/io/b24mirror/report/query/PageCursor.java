package io.b24mirror.report.query;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import io.b24mirror.report.BadParameterException;
import io.b24mirror.report.Order;
import io.b24mirror.report.Resource;

import static java.nio.charset.StandardCharsets.UTF_8;

/// Where a page ended: the key of its last row. Its text carries a checksum of the query, since the place means
/// nothing in another list.
///
/// @param key
///            as text
public record PageCursor(List<String> key) {
    private static final TypeReference<List<String>> TEXTS = new TypeReference<>() {
    };
    private static final JsonMapper JSON = JsonMapper.shared();

    /// The text of the parameter `cursor`.
    public String encode(Resource resource, Map<String, String> filters) {
        var place = JSON.writeValueAsBytes(key);
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(ByteBuffer.allocate(Long.BYTES + place.length)
                        .putLong(checksum(place, resource, filters))
                        .put(place)
                        .array());
    }

    /// @throws BadParameterException
    ///             if the text is not a cursor of this list
    static PageCursor decode(String text, ListSource source, Map<String, String> filters) {
        try {
            var bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            long checksum = bytes.getLong();
            var place = new byte[bytes.remaining()];
            bytes.get(place);
            var key = JSON.readValue(place, TEXTS);
            if (checksum == checksum(place, source.resource(), filters) && isOf(source.order(), key)) {
                return new PageCursor(key);
            }
        } catch (IllegalArgumentException | java.nio.BufferUnderflowException | JacksonException _) {
            // refused below
        }
        throw foreign();
    }

    /// A made-up cursor may contain null everywhere.
    private static boolean isOf(Order order, @Nullable List<String> key) {
        return key != null && key.size() == order.key().size() && key.stream().allMatch(Objects::nonNull);
    }

    /// Refuses the cursor of another list.
    static BadParameterException foreign() {
        return new BadParameterException(QueryParameters.CURSOR,
                "the cursor of the page before, with the same filters; without one the list begins at the first row");
    }

    private static long checksum(byte[] place, Resource resource, Map<String, String> filters) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(place);
            digest.update(resource.name().getBytes(UTF_8));
            digest.update(new TreeMap<>(filters).toString().getBytes(UTF_8));
            return ByteBuffer.wrap(digest.digest()).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
