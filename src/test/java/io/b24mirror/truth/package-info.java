/// The promise of the whole service, put to the test by random histories: whatever happens on a portal and on the way
/// from it, in the end the copy equals what the service identity can see there.
@NullMarked
package io.b24mirror.truth;

import org.jspecify.annotations.NullMarked;
