package io.b24mirror.mirror.section;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.springframework.stereotype.Component;

import io.b24mirror.bitrix.BitrixFailure;
import io.b24mirror.fetch.Cause;
import io.b24mirror.fetch.FetchRequest;
import io.b24mirror.fetch.RecordKind;
import io.b24mirror.fetch.RecordReader;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.fetch.Step;
import io.b24mirror.mirror.CalendarWindow;
import io.b24mirror.mirror.deletion.Tombstones;
import io.b24mirror.mirror.store.FetchResult;
import io.b24mirror.mirror.version.Observation;
import io.b24mirror.mirror.version.RecordKey;
import io.b24mirror.mirror.version.Unseen;

/// Reads a calendar with all its owner's calendars, and lists the events that stand in it.
@Component
class SectionReader implements RecordReader<FetchResult<SectionFields>> {
    private final CalendarSections sections;
    private final Tombstones tombstones;
    private final SectionStore store;
    private final CalendarWindow window;
    private final Clock clock;

    SectionReader(CalendarSections sections, Tombstones tombstones, SectionStore store, CalendarWindow window,
            Clock clock) {
        this.sections = sections;
        this.tombstones = tombstones;
        this.store = store;
        this.window = window;
        this.clock = clock;
    }

    @Override
    public RecordKind kind() {
        return SectionKind.TYPE.kind();
    }

    @Override
    public Step<FetchResult<SectionFields>> begin(FetchRequest request) {
        return begin(request, SearchMark.START);
    }

    @Override
    public Step<FetchResult<SectionFields>> resume(FetchRequest request, String mark) {
        return begin(request, SearchMark.of(mark));
    }

    private Step<FetchResult<SectionFields>> begin(FetchRequest request, SearchMark from) {
        var section = request.record();
        var held = sections.findByKey(RecordKey.of(section));
        var gone = tombstones.cover(held.map(CalendarSection::fetchedAt).orElse(Instant.EPOCH), List.of(section));
        var owner = held.flatMap(CalendarSection::owner)
                .or(() -> store.ownerByEvents(section.memberId(), section.id()));
        var search = new SectionSearch(section, gone, request.cause(), listing(section, request.cause())::begin, from);
        return reading(search.begin(owner, request.actingUserId()),
                held.map(_ -> new Unseen(section, clock.instant())));
    }

    @Override
    public void keep(List<FetchResult<SectionFields>> results) {
        store.keepResults(results);
    }

    /// A calendar that we hold and that no owner shows is hidden; so the search's answer is no failure.
    private static Step<FetchResult<SectionFields>> reading(Step<List<Observation<SectionFields>>> search,
            Optional<Unseen> held) {
        return search.<FetchResult<SectionFields>>map(FetchResult.Present::new)
                .atEnd(end -> end instanceof Step.Failed<FetchResult<SectionFields>>(BitrixFailure.NotFound _)
                        && held.isPresent()
                                ? new Step.Found<>(new FetchResult.Hidden<>(held.get()), List.of())
                                : end);
    }

    private EventListing listing(RecordRef section, Cause cause) {
        var now = clock.instant();
        return new EventListing(section, window.from(now), window.to(now), cause);
    }
}
