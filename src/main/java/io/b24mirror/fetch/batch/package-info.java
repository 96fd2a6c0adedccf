/// Leases the due records of a portal, reads them in shared batches, and stores what was read together with taking it
/// off the list. A failure of the portal is held against no record: the portal is left alone for a while instead.
@NullMarked
package io.b24mirror.fetch.batch;

import org.jspecify.annotations.NullMarked;
