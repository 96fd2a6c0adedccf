package io.b24mirror.mirror.event;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import tools.jackson.databind.JsonNode;

import io.b24mirror.mirror.json.BitrixFields;

import static java.util.Map.entry;

/// A CRM item that an event is linked with.
///
/// Types are named as in the timeline's `ENTITY_TYPE`: Bitrix24's symbolic codes in lower case, which for the invoices
/// of today (31) is `smart_invoice`, and `dynamic_N` for the smart processes that a portal makes itself. An item in the
/// recycle bin has a type of its own, `sus_lead` or, for the smart process 128, `sus_dynamic_192`.
///
/// See Bitrix24's "Data types and object structures in the CRM": object types.
public record CrmLink(String entityType, long entityId) {
    private static final Pattern CODE = Pattern.compile("(.+)_(\\d{1,19})", Pattern.DOTALL);
    private static final Pattern SMART_PROCESS = Pattern.compile("[TS]([0-9A-F]{1,8})");
    private static final Map<String, String> TYPES = Map.ofEntries(entry("L", "lead"), entry("D", "deal"),
            entry("C", "contact"), entry("CO", "company"), entry("Q", "quote"), entry("I", "invoice"),
            entry("SI", "smart_invoice"), entry("DO", "smart_document"), entry("SBD", "smart_b2e_doc"),
            entry("O", "order"), entry("OS", "order_shipment"), entry("OP", "order_payment"),
            entry("RQ", "requisite"), entry("BD", "bank_detail"), entry("DC", "deal_category"),
            entry("CAT", "custom_activity_type"), entry("SYS", "system"), entry("SSD", "sus_smart_document"));

    /// Translates `UF_CRM_CAL_EVENT`: an array of codes such as `CO_1` and `T416_3`, or what stands for none.
    public static List<CrmLink> of(JsonNode event) {
        return BitrixFields.elements(event.path("UF_CRM_CAL_EVENT"))
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
        var entityId = BitrixFields.id(matcher.group(2));
        return entityId == null ? Optional.empty() : Optional.of(new CrmLink(entityType(matcher.group(1)), entityId));
    }

    /// An unknown prefix is kept rather than lost.
    private static String entityType(String prefix) {
        var code = prefix.toUpperCase(Locale.ROOT);
        var type = TYPES.get(code);
        if (type != null) {
            return type;
        }
        var inRecycleBin = code.startsWith("S") ? TYPES.get(code.substring(1)) : null;
        return inRecycleBin == null
                ? smartProcess(code).orElseGet(() -> BitrixFields.code(prefix))
                : "sus_" + inRecycleBin;
    }

    private static Optional<String> smartProcess(String code) {
        var matcher = SMART_PROCESS.matcher(code);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long type = Long.parseLong(matcher.group(1), 16);
        if (isOfRecycleBin(type)) {
            return Optional.of("sus_dynamic_" + type);
        }
        return code.startsWith("T") ? Optional.of("dynamic_" + type) : Optional.empty();
    }

    /// Each type of the portal's own has a twin for its items in the recycle bin.
    private static boolean isOfRecycleBin(long type) {
        return (type >= 192 && type <= 255) || (type >= 1031 && type % 2 == 1);
    }
}
