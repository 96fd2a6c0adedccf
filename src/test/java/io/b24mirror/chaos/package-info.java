/// The packaged service under force: killed, frozen, cut off, with a database that goes away. Maven profile `chaos`;
/// what the rounds came to stands in `target/chaos.txt`.
@NullMarked
package io.b24mirror.chaos;

import org.jspecify.annotations.NullMarked;
