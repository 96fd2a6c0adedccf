package io.b24mirror.mirror.section;

import java.time.Clock;
import java.time.Instant;
import java.util.List;

import org.springframework.stereotype.Component;

import io.b24mirror.fetch.Cause;
import io.b24mirror.fetch.FetchRequest;
import io.b24mirror.fetch.RecordKind;
import io.b24mirror.fetch.RecordReader;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.fetch.Step;
import io.b24mirror.mirror.Kinds;
import io.b24mirror.mirror.Tombstones;

/// Reads a calendar with all its owner's calendars, and lists the events that stand in it.
@Component
class SectionReader implements RecordReader<List<SectionRecord>> {
    private final CalendarSections sections;
    private final Tombstones tombstones;
    private final SectionStore store;
    private final MirrorProperties properties;
    private final Clock clock;

    SectionReader(CalendarSections sections, Tombstones tombstones, SectionStore store, MirrorProperties properties,
            Clock clock) {
        this.sections = sections;
        this.tombstones = tombstones;
        this.store = store;
        this.properties = properties;
        this.clock = clock;
    }

    @Override
    public RecordKind kind() {
        return Kinds.CALENDAR_SECTION;
    }

    @Override
    public Step<List<SectionRecord>> begin(FetchRequest request) {
        var section = request.record();
        var held = sections.findByKey(CalendarSection.Key.of(section));
        var gone = tombstones.cover(held.map(CalendarSection::fetchedAt).orElse(Instant.EPOCH), List.of(section));
        var owner = held.flatMap(CalendarSection::owner)
                .or(() -> store.ownerByEvents(section.memberId(), section.id()));
        return new SectionSearch(section, gone, request.cause(), listing(section, request.cause())::begin).begin(owner,
                request.actingUserId());
    }

    @Override
    public void keep(List<List<SectionRecord>> found) {
        store.keep(found.stream().flatMap(List::stream).toList());
    }

    private EventListing listing(RecordRef section, Cause cause) {
        var now = clock.instant();
        return new EventListing(section, properties.from(now), properties.to(now), cause);
    }
}
