package io.b24mirror.mirror.event;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import tools.jackson.databind.JsonNode;

import io.b24mirror.mirror.Lenient;

/// A CRM item that an event is linked with.
///
/// Types are named as in the timeline's `ENTITY_TYPE`: Bitrix24's symbolic codes in lower case, which for the invoices
/// of today (31) is `smart_invoice`, and `dynamic_N` for the smart processes that a portal makes itself.
///
/// See Bitrix24's "Data types and object structures in the CRM": object types.
record CrmLink(String entityType, long entityId) {
    private static final Pattern CODE = Pattern.compile("(.+)_(\\d{1,19})", Pattern.DOTALL);
    private static final Pattern SMART_PROCESS = Pattern.compile("[Tt]([0-9A-Fa-f]{1,8})");

    /// Translates `UF_CRM_CAL_EVENT`: an array of codes such as `CO_1` and `T416_3`, or `false`.
    static List<CrmLink> of(JsonNode event) {
        return Lenient.elements(event.path("UF_CRM_CAL_EVENT"))
                .stream()
                .filter(JsonNode::isString)
                .map(code -> of(code.stringValue().strip()))
                .flatMap(Optional::stream)
                .distinct()
                .toList();
    }

    private static Optional<CrmLink> of(String code) {
        var matcher = CODE.matcher(code);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        var entityId = Lenient.id(matcher.group(2));
        return entityId == null ? Optional.empty() : Optional.of(new CrmLink(entityType(matcher.group(1)), entityId));
    }

    private static String entityType(String prefix) {
        return switch (prefix) {
            case "L" -> "lead";
            case "D" -> "deal";
            case "C" -> "contact";
            case "CO" -> "company";
            case "Q" -> "quote";
            case "I" -> "invoice";
            case "SI" -> "smart_invoice";
            case "O" -> "order";
            case "RQ" -> "requisite";
            default -> smartProcess(prefix);
        };
    }

    /// An unknown prefix is kept rather than lost.
    private static String smartProcess(String prefix) {
        var matcher = SMART_PROCESS.matcher(prefix);
        return matcher.matches() ? "dynamic_" + Long.parseLong(matcher.group(1), 16) : Lenient.code(prefix);
    }
}
