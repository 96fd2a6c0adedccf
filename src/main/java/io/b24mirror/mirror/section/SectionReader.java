package io.b24mirror.mirror.section;

import java.time.Clock;
import java.util.List;
import java.util.Optional;

import org.springframework.stereotype.Component;

import io.b24mirror.fetch.FetchRequest;
import io.b24mirror.fetch.RecordKind;
import io.b24mirror.fetch.RecordReader;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.fetch.Step;
import io.b24mirror.mirror.Kinds;

/// Reads a calendar with all its owner's calendars, and lists the events that stand in it.
@Component
class SectionReader implements RecordReader<List<SectionRecord>> {
    private final CalendarSections sections;
    private final SectionStore store;
    private final MirrorProperties properties;
    private final Clock clock;

    SectionReader(CalendarSections sections, SectionStore store, MirrorProperties properties,
            Clock clock) {
        this.sections = sections;
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
        var now = clock.instant();
        var listing = new EventListing(request.record(), properties.from(now), properties.to(now));
        return new SectionSearch(request.record(), listing::begin).begin(knownOwner(request.record()),
                request.actingUserId());
    }

    @Override
    public void keep(List<List<SectionRecord>> found) {
        store.keep(found.stream().flatMap(List::stream).toList());
    }

    private Optional<CalendarOwner> knownOwner(RecordRef section) {
        return sections.findByKey(CalendarSection.Key.of(section.memberId(), section.id()))
                .flatMap(CalendarSection::owner)
                .or(() -> store.ownerByEvents(section.memberId(), section.id()));
    }
}
