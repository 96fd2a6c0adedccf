package io.b24mirror.intake.page;

import io.b24mirror.portal.Region;
import io.b24mirror.portal.installation.InstallationClaim;

/// The opening of a page of the app inside a portal.
///
/// @param claim
///            what the post claims about the portal and the user
/// @param frame
///            the origin whose frame shows the page
/// @param authorizes
///            whether the user pressed the button that makes their tokens the service's
record PageOpening(InstallationClaim claim, String frame, boolean authorizes) {
    Region region() {
        return Region.of(claim.serverEndpoint(), claim.domain());
    }
}
