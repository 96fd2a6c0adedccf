package io.b24mirror.simulation;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// The events an app may subscribe to: the scope each needs, and whether it brings a refresh token.
final class EventCodes {

    private record Kind(String scope, boolean refreshToken) {}

    private static final Map<String, Kind> KINDS = new TreeMap<>();

    static {
        for (var what : List.of("ADD", "UPDATE", "DELETE")) {
            KINDS.put("ONCALENDARSECTION" + what, new Kind("calendar", true));
            KINDS.put("ONCALENDARENTRY" + what, new Kind("calendar", true));
            KINDS.put("ONCALENDARROOM" + (what.equals("ADD") ? "CREATE" : what), new Kind("calendar", true));
            for (var item : List.of("TIMELINECOMMENT", "DEAL", "LEAD", "CONTACT", "COMPANY")) {
                KINDS.put("ONCRM" + item + what, new Kind("crm", false));
            }
        }
        for (var code : List.of("INSTALL", "UPDATE", "TEST")) {
            KINDS.put("ONAPP" + code, new Kind("", true));
        }
        for (var code : List.of("UNINSTALL", "PAYMENT", "METHODCONFIRM")) {
            KINDS.put("ONAPP" + code, new Kind("", false));
        }
        KINDS.put("ONOFFLINEEVENT", new Kind("", true));
        KINDS.put("ONUSERADD", new Kind("user", false));
    }

    private EventCodes() {}

    static boolean isKnown(String code, Settings settings) {
        var kind = KINDS.get(code);
        return kind != null && settings.grants(kind.scope());
    }

    static boolean bringsRefreshToken(String code) {
        var kind = KINDS.get(code);
        return kind != null && kind.refreshToken();
    }

    static List<String> of(String scope) {
        return KINDS.entrySet()
                .stream()
                .filter(entry -> entry.getValue().scope().equalsIgnoreCase(scope))
                .map(Map.Entry::getKey)
                .toList();
    }

    static List<String> all(Settings settings) {
        return KINDS.keySet().stream().filter(code -> isKnown(code, settings)).toList();
    }

    static String normal(String code) {
        return code.strip().toUpperCase(Locale.ROOT);
    }
}
