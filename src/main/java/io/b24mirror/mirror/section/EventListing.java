package io.b24mirror.mirror.section;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;

import tools.jackson.databind.JsonNode;

import io.b24mirror.bitrix.CallResult;
import io.b24mirror.fetch.Cause;
import io.b24mirror.fetch.FetchRequest;
import io.b24mirror.fetch.FetchRequest.Urgency;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.fetch.Step;
import io.b24mirror.mirror.event.EventKind;
import io.b24mirror.mirror.json.BitrixFields;
import io.b24mirror.mirror.version.Observation;

/// Lists the events of a calendar that was found. Bitrix24 lists every occurrence of a series under the series' id, in
/// the portal's words, so a listing only says what to read.
///
/// @param section
///            the calendar
/// @param from
///            first day
/// @param to
///            last day
/// @param cause
///            why the calendar is read, and therefore its events
record EventListing(RecordRef section, LocalDate from, LocalDate to, Cause cause) {

    /// Begins to list; a refusal leaves the calendar without events, since asking again would not change it.
    Step<List<Observation<SectionFields>>> begin(CalendarOwner owner, List<Observation<SectionFields>> sections) {
        return Step.ask(owner.events(section.id(), from, to), result -> switch (result) {
            case CallResult.Answered(var events, var _, var askedAt) ->
                new Step.Found<>(sections, requests(events, askedAt));
            case CallResult.Failed(var failure) -> failure.isFinal()
                    ? new Step.Found<>(sections, List.of())
                    : new Step.Failed<>(failure);
        });
    }

    private List<FetchRequest> requests(JsonNode events, Instant askedAt) {
        return BitrixFields.elements(events)
                .stream()
                .map(event -> BitrixFields.id(event, "ID"))
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .distinct()
                .map(id -> new FetchRequest(EventKind.ref(section.memberId(), id), askedAt,
                        Urgency.BACKGROUND, null, cause))
                .toList();
    }
}
