package io.b24mirror.simulation;

import java.util.ArrayList;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The methods that tell of users and workgroups.
final class PeopleMethods {

    private final SimulatedUsers users;
    private final SimulatedGroups groups;

    PeopleMethods(SimulatedUsers users, SimulatedGroups groups) {
        this.users = users;
        this.groups = groups;
    }

    void offer(Methods methods) {
        methods.offer("profile", "", this::profile);
        methods.offer("user.current", "user", call -> Answer.of(full(call.user())));
        methods.offer("user.get", "user", this::list);
        methods.offer("sonet_group.get", "sonet_group", this::groups);
    }

    private Answer profile(Call call) {
        var user = call.user();
        return Answer.of(Json.object()
                .put("ID", Long.toString(user.id()))
                .put("ADMIN", user.admin())
                .put("NAME", user.firstName())
                .put("LAST_NAME", user.lastName())
                .put("PERSONAL_GENDER", "")
                .put("TIME_ZONE", "")
                .put("TIME_ZONE_OFFSET", 0));
    }

    /// The filter stands under FILTER or beside the other parameters. People without a department, as guests are, are
    /// shown to administrators only, and only in their mode.
    private Answer list(Call call) {
        var filter = call.get("filter");
        var active = either(call, filter, "ACTIVE");
        var id = Json.number(either(call, filter, "ID"));
        var all = asAdministrator(call, "ADMIN_MODE");
        var rows = users.all()
                .stream()
                .filter(user -> all || !user.extranet())
                .filter(user -> Json.text(active).isEmpty() || user.active() == Json.truth(active))
                .filter(user -> id.isEmpty() || user.id() == id.getAsLong())
                .map(PeopleMethods::full)
                .toList();
        return rows.isEmpty() ? Answer.list(rows) : Answer.page(rows, call.get("start"));
    }

    /// The wish is ignored without a word where it is not an administrator's.
    private static boolean asAdministrator(Call call, String parameter) {
        return call.user().admin() && Json.truth(call.get(parameter));
    }

    private static JsonNode either(Call call, JsonNode filter, String name) {
        var inFilter = Call.get(filter, name);
        return inFilter.isMissingNode() ? call.get(name) : inFilter;
    }

    private static ObjectNode full(SimulatedUser user) {
        var row = Json.object()
                .put("ID", Long.toString(user.id()))
                .put("ACTIVE", user.active())
                .put("NAME", user.firstName())
                .put("LAST_NAME", user.lastName())
                .put("SECOND_NAME", "")
                .put("EMAIL", "user%d@example.com".formatted(user.id()))
                .put("LAST_LOGIN", "")
                .put("DATE_REGISTER", "2024-01-15T00:00:00+00:00")
                .put("IS_ONLINE", "N")
                .put("TIME_ZONE_OFFSET", "0")
                .put("PERSONAL_GENDER", "")
                .put("WORK_POSITION", "");
        if (user.extranet()) {
            row.put("UF_DEPARTMENT", false);
        } else {
            row.putArray("UF_DEPARTMENT").add(1);
        }
        return row.put("USER_TYPE", user.extranet() ? "extranet" : "employee");
    }

    /// Administrators too see only what they see as members, unless they ask as administrators.
    private Answer groups(Call call) {
        var rows = new ArrayList<JsonNode>();
        for (var id : asAdministrator(call, "IS_ADMIN") ? groups.ids() : groups.knownTo(call.user().id())) {
            rows.add(Json.object()
                    .put("ID", Long.toString(id))
                    .put("SITE_ID", "s1")
                    .put("NAME", groups.nameOf(id))
                    .put("DESCRIPTION", "")
                    .put("DATE_CREATE", "2024-01-15T00:00:00+00:00")
                    .put("ACTIVE", "Y")
                    .put("VISIBLE", "Y")
                    .put("OPENED", "Y")
                    .put("CLOSED", "N")
                    .put("SUBJECT_ID", "1")
                    .put("OWNER_ID", "1")
                    .put("NUMBER_OF_MEMBERS", "1")
                    .put("PROJECT", "N")
                    .put("IS_EXTRANET", "N"));
        }
        return Answer.page(rows, call.get("start"));
    }
}
