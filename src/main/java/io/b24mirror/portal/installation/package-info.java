/// Lets portals in: stores what claims to be an installation, and believes it after Bitrix24 has confirmed it.
///
/// Strangers can post claims, so their number and the questions that they cause are bounded, and turns are fair.
@NamedInterface("installation")
@NullMarked
package io.b24mirror.portal.installation;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.NamedInterface;
