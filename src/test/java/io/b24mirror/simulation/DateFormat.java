package io.b24mirror.simulation;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// How a portal writes dates. The site decides, not the language of the reader.
public enum DateFormat {
    /// `20.12.2024 17:59:00`
    DOTS("dd.MM.yyyy", "HH:mm:ss"),
    /// `12/20/2024 05:59:00 pm`
    AMERICAN("MM/dd/yyyy", "hh:mm:ss a"),
    /// `20/12/2024 17:59:00`
    SLASHES("dd/MM/yyyy", "HH:mm:ss"),
    /// `2024-12-20 17:59:00`
    ISO("yyyy-MM-dd", "HH:mm:ss");

    private final DateTimeFormatter dates;
    private final DateTimeFormatter times;

    DateFormat(String date, String time) {
        dates = DateTimeFormatter.ofPattern(date, Locale.ENGLISH);
        times = DateTimeFormatter.ofPattern(date + " " + time, Locale.ENGLISH);
    }

    /// The format of a site that was set up in that language.
    static DateFormat usualFor(String language) {
        return language.equals("en") ? AMERICAN : DOTS;
    }

    String write(LocalDate date) {
        return date.format(dates);
    }

    String write(LocalDateTime time) {
        return time.format(times).toLowerCase(Locale.ROOT);
    }

    /// Reads a date. Dots are day-first and four digits come first on every portal; only slashes depend on the site.
    LocalDate read(String text) {
        var date = text.strip().replaceFirst(" .*", "");
        return LocalDate.parse(date, of(date).dates);
    }

    LocalDateTime readTime(String text) {
        var stripped = text.strip();
        if (!stripped.contains(" ")) {
            return read(stripped).atStartOfDay();
        }
        var upper = stripped.toUpperCase(Locale.ROOT);
        var format = upper.endsWith("M") ? AMERICAN : of(stripped);
        return LocalDateTime.parse(upper, format.times);
    }

    private DateFormat of(String text) {
        if (text.contains(".")) {
            return DOTS;
        }
        if (!text.contains("/")) {
            return ISO;
        }
        return this == SLASHES ? SLASHES : AMERICAN;
    }
}
