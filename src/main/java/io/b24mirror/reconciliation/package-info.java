/// Finds changes that events missed: compares each portal with our copy, after an installation and then at intervals.
///
/// A sweep is one comparison, made of small steps, each of which asks a portal something and may add further steps.
/// Steps are on the fetch list, so they share its batches, budget, retries and back-off, wait for fresh changes, and
/// continue after a restart. Every sweep ends: a step that cannot do its work counts as done, with its problem.
///
/// This room runs the steps; the rooms that store records decide what they ask and compare, see [StepHandler].
@ApplicationModule(allowedDependencies = {"portal", "portal :: removal", "bitrix", "fetch", "settings", "sql"})
@NullMarked
package io.b24mirror.reconciliation;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
