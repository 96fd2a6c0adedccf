package io.b24mirror.mirror.time;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads dates that Bitrix24 writes in the portal's format and nowhere else: `EXDATE` and the like.
public final class DateTexts {
    private final DateOrder order;

    private DateTexts(DateOrder order) {
        this.order = order;
    }

    /// Reads the dates of one record.
    ///
    /// @param portals
    ///            the order that another record of the portal proved last, in case that this one proves none
    public static DateTexts of(JsonNode event, @Nullable DateOrder portals) {
        return new DateTexts(RecordOrder.of(event, portals).order());
    }

    /// All dates of a text, or of a list of texts, in order; what is none is left out.
    public Stream<LocalDate> dates(JsonNode texts) {
        return DateText.in(texts).map(date -> date.in(order).toLocalDate());
    }

    /// The first date of a text.
    public Optional<LocalDate> date(JsonNode text) {
        return dates(text).findFirst();
    }

    /// The first date of a text with its time of day; empty if it has none.
    public Optional<LocalDateTime> dateTime(JsonNode text) {
        return DateText.in(text).findFirst().filter(DateText::hasTime).map(date -> date.in(order));
    }
}
