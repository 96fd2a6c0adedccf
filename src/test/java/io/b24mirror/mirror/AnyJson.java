package io.b24mirror.mirror;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Whatever a portal might answer: any JSON, and records with any JSON in their fields.
public final class AnyJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private AnyJson() {}

    /// Any tree, of whatever depth a few levels allow.
    public static Arbitrary<JsonNode> trees() {
        return trees(3);
    }

    /// A record some of whose fields, and fields of parts, hold anything.
    public static Arbitrary<JsonNode> like(ObjectNode sample) {
        var names = List.copyOf(sample.propertyNames());
        return Arbitraries.maps(Arbitraries.of(names), trees(2)).ofMaxSize(8).map(fields -> {
            var record = sample.deepCopy();
            fields.forEach(record::set);
            return record;
        });
    }

    private static Arbitrary<JsonNode> trees(int depth) {
        return depth == 0 ? leaves() : Arbitraries.oneOf(leaves(), arrays(depth), objects(depth));
    }

    private static Arbitrary<JsonNode> arrays(int depth) {
        return trees(depth - 1).list().ofMaxSize(4).map(elements -> NODES.arrayNode().addAll(elements));
    }

    private static Arbitrary<JsonNode> objects(int depth) {
        return Arbitraries.maps(names(), trees(depth - 1)).ofMaxSize(4).map(AnyJson::object);
    }

    private static JsonNode object(Map<String, JsonNode> fields) {
        return NODES.objectNode().setAll(fields);
    }

    private static Arbitrary<String> names() {
        return Arbitraries.oneOf(Arbitraries.of("ID", "id", "size", "date", "EXPORT", "LINK", "token", "FILES"),
                texts());
    }

    private static Arbitrary<JsonNode> leaves() {
        return Arbitraries.oneOf(texts().map(NODES::stringNode), Arbitraries.longs().map(NODES::numberNode),
                Arbitraries.of(NODES.nullNode(), NODES.missingNode(), NODES.booleanNode(true),
                        NODES.booleanNode(false), NODES.numberNode(Double.NaN),
                        NODES.numberNode(Double.NEGATIVE_INFINITY), NODES.numberNode(1e300), NODES.numberNode(0.5f),
                        NODES.numberNode(BigInteger.TEN.pow(400)), NODES.numberNode(new BigDecimal("1e2000000")),
                        NODES.numberNode(new BigDecimal("1e-2000000"))));
    }

    private static Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                Arbitraries.of("", "Y", "1265", "999", "202", "-1", "0", "1733932740", "99999999999999999999", "CO_1",
                        "T_", "TFFFFFFFFF_1", "\0", "\uD83D", "+999999999-12-31T23:59:59Z", "https://x/?auth="),
                Arbitraries.strings().all().ofMaxLength(12));
    }
}
