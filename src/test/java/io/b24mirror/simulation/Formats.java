package io.b24mirror.simulation;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;

/// How a portal writes dates and its own words, which depends on its language.
record Formats(String language, ZoneId serverZone) {

    private static final DateTimeFormatter LONG_DATE = DateTimeFormatter.ofPattern("EEE MMM d yyyy", Locale.ENGLISH);
    private static final DateTimeFormatter LONG = DateTimeFormatter.ofPattern("EEE MMM d yyyy HH:mm:ss",
            Locale.ENGLISH);
    private static final DateTimeFormatter SORTABLE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter AMERICAN = DateTimeFormatter.ofPattern("MM/dd/yyyy", Locale.ENGLISH);
    private static final DateTimeFormatter EUROPEAN = DateTimeFormatter.ofPattern("dd.MM.yyyy", Locale.ENGLISH);
    private static final DateTimeFormatter AMERICAN_TIME = DateTimeFormatter.ofPattern("MM/dd/yyyy hh:mm:ss a",
            Locale.ENGLISH);
    private static final DateTimeFormatter EUROPEAN_TIME = DateTimeFormatter.ofPattern("dd.MM.yyyy HH:mm:ss",
            Locale.ENGLISH);

    boolean isAmerican() {
        return language.equals("en");
    }

    String date(LocalDate date) {
        return date.format(isAmerican() ? AMERICAN : EUROPEAN);
    }

    String dateTime(ZonedDateTime time) {
        return time.format(isAmerican() ? AMERICAN_TIME : EUROPEAN_TIME).toLowerCase(Locale.ROOT);
    }

    /// A time of the portal's own clock: local text, and nothing that tells the zone.
    String serverTime(Instant at) {
        return dateTime(at.atZone(serverZone));
    }

    String sortableServerTime(Instant at) {
        return at.atZone(serverZone).format(SORTABLE);
    }

    static String longDate(LocalDate date) {
        return date.format(LONG_DATE);
    }

    static String longDateTime(ZonedDateTime time) {
        return time.format(LONG);
    }

    /// The dates in a text such as EXDATE, in either spelling.
    static Stream<LocalDate> dates(String text) {
        return Arrays.stream(text.split(";"))
                .map(String::strip)
                .filter(date -> !date.isEmpty())
                .map(date -> LocalDate.parse(date.substring(0, 10), date.contains("/") ? AMERICAN : EUROPEAN));
    }

    String busy() {
        return switch (language) {
            case "de" -> "[Beschäftigt]";
            case "ru" -> "[занято]";
            default -> "[busy]";
        };
    }

    String denied() {
        return switch (language) {
            case "de" -> "Zugriff verweigert";
            case "ru" -> "Доступ запрещен";
            default -> "Access denied";
        };
    }

    String missing(String parameter, String method) {
        return switch (language) {
            case "de" -> "Der Pflichtparameter \"%s\" der Methode \"%s\" fehlt".formatted(parameter, method);
            case "ru" -> "Не задан обязательный параметр \"%s\" метода \"%s\"".formatted(parameter, method);
            default -> "The required parameter \"%s\" for the method \"%s\" is not set".formatted(parameter, method);
        };
    }
}
