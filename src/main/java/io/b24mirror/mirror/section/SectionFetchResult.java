package io.b24mirror.mirror.section;

import java.util.List;

import io.b24mirror.mirror.version.Observation;
import io.b24mirror.mirror.version.Unseen;

/// What reading a calendar came to.
sealed interface SectionFetchResult {

    /// The calendar is there; with it, all its owner's calendars.
    record Present(List<Observation<SectionFields>> sections) implements SectionFetchResult {}

    /// We hold the calendar, and no owner shows it any more: deleted, or not visible.
    record Hidden(Unseen section) implements SectionFetchResult {}
}
