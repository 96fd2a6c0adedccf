/// Counts where posts come from: the sources of rejected events, and authentic events from addresses that Bitrix24
/// does not publish. It advises only: no event is refused for its source, and none waits for the published list.
@NullMarked
package io.b24mirror.intake.source;

import org.jspecify.annotations.NullMarked;
