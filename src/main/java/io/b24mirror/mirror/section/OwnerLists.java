package io.b24mirror.mirror.section;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongFunction;

import tools.jackson.databind.JsonNode;

import io.b24mirror.bitrix.Call;
import io.b24mirror.mirror.json.BitrixFields;

/// The lists of those who may own calendars.
public final class OwnerLists {
    /// Also the groups that our user is no member of, if the user is an administrator; for any other the portal
    /// ignores it.
    public static final Call GROUPS = Call.of("sonet_group.get")
            .with("IS_ADMIN", "Y")
            .with("ORDER", Map.of("ID", "ASC"));

    /// Also the users of the extranet and the guests of collabs, if our user is an administrator; for any other the
    /// portal ignores it.
    public static final Call USERS = Call.of("user.get")
            .with("ADMIN_MODE", "Y")
            .with("SORT", "ID")
            .with("ORDER", "ASC");

    private OwnerLists() {}

    /// Translates a page of such a list.
    public static List<CalendarOwner> owners(JsonNode page, LongFunction<CalendarOwner> owner) {
        return BitrixFields.elements(page)
                .stream()
                .map(one -> BitrixFields.id(one, "ID"))
                .filter(Objects::nonNull)
                .map(id -> owner.apply(Objects.requireNonNull(id)))
                .distinct()
                .toList();
    }
}
