package io.b24mirror.simulation;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/// How a portal writes dates and its own words, which depends on its site, its language and its age.
record Formats(String language, ServerClock server, DateFormat dates, AtomicReference<PortalAge> installed) {

    private static final DateTimeFormatter LONG_DATE = DateTimeFormatter.ofPattern("EEE MMM dd yyyy", Locale.ENGLISH);
    private static final DateTimeFormatter LONG = DateTimeFormatter.ofPattern("EEE MMM dd yyyy HH:mm:ss",
            Locale.ENGLISH);
    private static final DateTimeFormatter SORTABLE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    /// The formats of a portal of today that was set up in that language.
    Formats(String language, ZoneId serverZone) {
        this(language, new ServerClock(serverZone), DateFormat.usualFor(language),
                new AtomicReference<>(PortalAge.CURRENT));
    }

    PortalAge age() {
        return installed.get();
    }

    String date(LocalDate date) {
        return dates.write(date);
    }

    String dateTime(LocalDateTime time) {
        return dates.write(time);
    }

    /// A time of the portal's own clock: local text, and nothing that tells the zone.
    String serverTime(Instant at) {
        return dates.write(serverWall(at));
    }

    LocalDateTime serverWall(Instant at) {
        return LocalDateTime.ofInstant(at, server.zone());
    }

    String sortableServerTime(Instant at) {
        return serverWall(at).format(SORTABLE);
    }

    static String longDate(LocalDate date) {
        return date.format(LONG_DATE);
    }

    static String longDateTime(LocalDateTime time) {
        return time.format(LONG);
    }

    static LocalDateTime readLong(String text) {
        return text.contains(":")
                ? LocalDateTime.parse(text, LONG)
                : LocalDate.parse(text, LONG_DATE).atStartOfDay();
    }

    /// The dates in a text such as EXDATE.
    Stream<LocalDate> dates(String text) {
        return Stream.of(text.split(";")).map(String::strip).filter(date -> !date.isEmpty()).map(dates::read);
    }

    String busy() {
        return switch (language) {
            case "de" -> "[Beschäftigt]";
            case "ru" -> "[занято]";
            default -> "[busy]";
        };
    }

    String booking() {
        return switch (language) {
            case "de" -> "Buchung";
            case "ru" -> "Бронирование";
            default -> "Booking";
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
