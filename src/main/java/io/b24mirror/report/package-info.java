/// Answers queries about the mirror over HTTP: pages, exports and calendars from the reporting views, for readers who
/// may not or do not want to use SQL. Other rooms contribute what is listed, as beans of the type
/// [Resource][io.b24mirror.report.Resource].
///
/// Readers cannot change anything, nor slow down intake or fetching: they have a few connections of their own and read
/// views only, in short statements that end at a time limit.
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.b24mirror.report;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
