/// Compares where events come from with the addresses that Bitrix24 publishes, and tells what does not fit.
///
/// It advises: no event is refused for its sender, and none waits for the list.
@ApplicationModule(allowedDependencies = {"intake", "bitrix", "settings"})
@NullMarked
package io.b24mirror.senders;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
