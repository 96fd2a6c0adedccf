/// Lets portals go: erases their tokens at once, and deletes what rooms keep of them in the background.
@NamedInterface("removal")
@NullMarked
package io.b24mirror.portal.removal;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.NamedInterface;
