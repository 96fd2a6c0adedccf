package io.b24mirror.simulation;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/// Makes the requests by which browsers open pages of the app.
final class Pages {

    private final Settings settings;
    private final Addresses addresses;
    private final Tokens tokens;
    private final App app;
    private final Habits habits;

    Pages(Settings settings, Addresses addresses, Tokens tokens, App app, Habits habits) {
        this.settings = settings;
        this.addresses = addresses;
        this.tokens = tokens;
        this.app = app;
        this.habits = habits;
    }

    PagePost open(URI page, long userId) {
        var query = new LinkedHashMap<String, String>();
        query.put("DOMAIN", habits.domainInAddressBar());
        query.put("PROTOCOL", "0");
        query.put("LANG", settings.language());
        query.put("APP_SID", tokens.id());
        var joint = page.getRawQuery() == null ? "?" : "&";
        return new PagePost(URI.create(page + joint + PhpForm.encode(query)), form(tokens.issue(userId)));
    }

    private Map<String, String> form(TokenPair pair) {
        return Map.ofEntries(Map.entry("AUTH_ID", pair.accessToken()),
                Map.entry("AUTH_EXPIRES", Long.toString(Tokens.ACCESS_LIFE.toSeconds())),
                Map.entry("REFRESH_ID", pair.refreshToken()),
                Map.entry("SERVER_ENDPOINT", addresses.serverEndpoint()),
                Map.entry("APPLICATION_TOKEN", app.applicationToken()),
                Map.entry("APPLICATION_SCOPE", settings.scope()), Map.entry("member_id", settings.memberId()),
                Map.entry("status", settings.appStatus()), Map.entry("PLACEMENT", "DEFAULT"),
                Map.entry("PLACEMENT_OPTIONS", "{\"any\":\"0/\"}"));
    }
}
