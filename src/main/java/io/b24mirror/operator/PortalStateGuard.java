package io.b24mirror.operator;

import org.springframework.stereotype.Component;

import io.b24mirror.operator.ActionRefusedException.Reason;
import io.b24mirror.portal.MemberId;
import io.b24mirror.portal.PortalQueries;
import io.b24mirror.portal.PortalQueries.KnownPortal;

/// Checks that the state of a portal permits an action, and says why if it does not.
@Component
class PortalStateGuard {
    private final PortalQueries portals;

    PortalStateGuard(PortalQueries portals) {
        this.portals = portals;
    }

    /// A known portal in any state.
    KnownPortal known(MemberId memberId) {
        return portals.find(memberId)
                .orElseThrow(() -> ActionRefusedException.of(Reason.UNKNOWN_PORTAL,
                        "There is no portal with this member_id"));
    }

    /// A portal that has the app, or whose webhooks are configured.
    KnownPortal served(MemberId memberId) {
        var portal = known(memberId);
        if (portal.isGone()) {
            throw refused("The portal removed the app, so nothing can be asked of it. Install the app again first");
        }
        return portal;
    }

    /// A portal that may be called now.
    KnownPortal askable(MemberId memberId) {
        var portal = served(memberId);
        if (portal.suspendedAt() != null) {
            throw refused("The portal is suspended, so nothing is asked of it. Resume it first");
        }
        if (portal.needsReauthorization()) {
            throw refused("The portal needs reauthorization. Install the app again first");
        }
        return portal;
    }

    /// A portal that may be called now and has the app, since webhooks do not suffice.
    void askableApp(MemberId memberId) {
        if (!askable(memberId).isApp()) {
            throw refused("The portal is served by webhooks, which cannot be asked for that. Only an app can");
        }
    }

    static ActionRefusedException refused(String message) {
        return ActionRefusedException.of(Reason.PORTAL_STATE, message);
    }
}
