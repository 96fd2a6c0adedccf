/// Answers questions about the copy, over HTTP: pages, exports and calendars out of the reporting views, for readers
/// who may not or will not use SQL.
///
/// What a reader asks can neither change anything nor hold up intake or fetching: it goes through a few connections of
/// its own, reads views only, in short statements that end at a time limit.
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.b24mirror.report;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
