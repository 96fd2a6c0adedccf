/// Calendar events, with their participants and CRM links.
@NullMarked
package io.b24mirror.mirror.event;

import org.jspecify.annotations.NullMarked;
