package io.b24mirror.mirror;

import java.util.Collection;
import java.util.List;
import java.util.Set;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.b24mirror.fetch.GivenUpFetches;
import io.b24mirror.fetch.RecordKind;
import io.b24mirror.fetch.Removal;
import io.b24mirror.intake.RecordEvents;
import io.b24mirror.mirror.deletion.CalendarsDeleted;
import io.b24mirror.mirror.deletion.Tombstones;

/// What Bitrix24's events mean for the mirrored records.
@Configuration(proxyBeanMethods = false)
class MirrorEvents {
    @Bean
    RecordEvents calendarSectionEvents(Tombstones tombstones, GivenUpFetches givenUp,
            ApplicationEventPublisher events) {
        return new SectionEvents(tombstones, givenUp, events);
    }

    @Bean
    RecordEvents calendarEventEvents(Tombstones tombstones, GivenUpFetches givenUp) {
        return new TombstoningEvents(Kinds.CALENDAR_EVENT, Set.of("ONCALENDARENTRYADD", "ONCALENDARENTRYUPDATE"),
                Set.of("ONCALENDARENTRYDELETE"), tombstones, givenUp);
    }

    @Bean
    RecordEvents timelineCommentEvents(Tombstones tombstones, GivenUpFetches givenUp) {
        return new TombstoningEvents(Kinds.TIMELINE_COMMENT,
                Set.of("ONCRMTIMELINECOMMENTADD", "ONCRMTIMELINECOMMENTUPDATE"), Set.of("ONCRMTIMELINECOMMENTDELETE"),
                tombstones, givenUp);
    }

    /// What is gone is no longer to be read either, also where it could not be read.
    private static void remove(Collection<Removal> removals, Tombstones tombstones, GivenUpFetches givenUp) {
        givenUp.forget(removals.stream().map(Removal::record).toList());
        tombstones.remember(removals);
    }

    /// A meeting room is a section, too. It raises events of its own, which Bitrix24 does not document, where it is
    /// changed in the portal's pages, and those of sections where it is changed through REST. Resources raise those
    /// of sections.
    private record SectionEvents(Tombstones tombstones, GivenUpFetches givenUp,
            ApplicationEventPublisher events) implements RecordEvents {
        @Override
        public RecordKind kind() {
            return Kinds.CALENDAR_SECTION;
        }

        @Override
        public Set<String> changes() {
            return Set.of("ONCALENDARSECTIONADD", "ONCALENDARSECTIONUPDATE", "ONCALENDARROOMCREATE",
                    "ONCALENDARROOMUPDATE");
        }

        @Override
        public Set<String> removals() {
            return Set.of("ONCALENDARSECTIONDELETE", "ONCALENDARROOMDELETE");
        }

        @Override
        public void remove(Collection<Removal> removals) {
            MirrorEvents.remove(removals, tombstones, givenUp);
            events.publishEvent(new CalendarsDeleted(List.copyOf(removals)));
        }
    }

    private record TombstoningEvents(RecordKind kind, Set<String> changes, Set<String> removals, Tombstones tombstones,
            GivenUpFetches givenUp) implements RecordEvents {
        @Override
        public void remove(Collection<Removal> removals) {
            MirrorEvents.remove(removals, tombstones, givenUp);
        }
    }
}
