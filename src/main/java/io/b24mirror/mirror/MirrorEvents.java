package io.b24mirror.mirror;

import java.util.Collection;
import java.util.Set;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.b24mirror.fetch.RecordKind;
import io.b24mirror.intake.RecordEvents;

/// What Bitrix24's events mean for the mirrored records.
@Configuration(proxyBeanMethods = false)
class MirrorEvents {
    /// Resources raise the events of sections; meeting rooms are sections with events of their own, which Bitrix24 does
    /// not document.
    @Bean
    RecordEvents calendarSectionEvents(Tombstones tombstones) {
        return new TombstoningEvents(Kinds.CALENDAR_SECTION,
                Set.of("ONCALENDARSECTIONADD", "ONCALENDARSECTIONUPDATE", "ONCALENDARROOMCREATE",
                        "ONCALENDARROOMUPDATE"),
                Set.of("ONCALENDARSECTIONDELETE", "ONCALENDARROOMDELETE"), tombstones);
    }

    @Bean
    RecordEvents calendarEventEvents(Tombstones tombstones) {
        return new TombstoningEvents(Kinds.CALENDAR_EVENT, Set.of("ONCALENDARENTRYADD", "ONCALENDARENTRYUPDATE"),
                Set.of("ONCALENDARENTRYDELETE"), tombstones);
    }

    @Bean
    RecordEvents timelineCommentEvents(Tombstones tombstones) {
        return new TombstoningEvents(Kinds.TIMELINE_COMMENT,
                Set.of("ONCRMTIMELINECOMMENTADD", "ONCRMTIMELINECOMMENTUPDATE"), Set.of("ONCRMTIMELINECOMMENTDELETE"),
                tombstones);
    }

    private record TombstoningEvents(RecordKind kind, Set<String> changes, Set<String> removals, Tombstones tombstones)
            implements
                RecordEvents {
        @Override
        public void remove(Collection<Removal> removals) {
            tombstones.remember(removals);
        }
    }
}
