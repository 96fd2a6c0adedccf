/// A Bitrix24 portal and its authorization server, simulated over real HTTP for tests and for the demo.
///
/// It is written from the documentation and shares no type with the service, so that a misunderstanding on one side is
/// not mirrored on the other. It is strict: a client that breaks a rule of Bitrix24 is answered with an error, and the
/// breach is kept in [io.b24mirror.simulation.SimulatedPortal#violations()].
@NullMarked
package io.b24mirror.simulation;

import org.jspecify.annotations.NullMarked;
