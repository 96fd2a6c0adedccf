/// Finds what events missed: compares each portal with our copy, after an installation and then at intervals.
///
/// A sweep is a set of small steps, each of which asks a portal something and may add further steps. Steps stand on the
/// fetch list, so they share its batches, budget, retries and pauses, wait for everything fresh, and go on after a
/// restart. Every sweep ends: a step that cannot do its work counts as done, with its problem.
///
/// This room runs steps; what they ask and compare is said by the rooms that keep records, see [StepHandler].
@ApplicationModule(allowedDependencies = {"portal", "bitrix", "fetch", "settings"})
@NullMarked
package io.b24mirror.reconciliation;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
