package io.b24mirror.operator;

import java.time.Clock;

import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import io.b24mirror.portal.MemberId;
import io.b24mirror.portal.Suspensions;
import io.b24mirror.portal.removal.PortalRemoval;
import io.b24mirror.reconciliation.Sweeps;
import io.b24mirror.subscription.SelfChecks;
import io.b24mirror.subscription.SubscriptionChecks;

/// Carries out actions on a portal. Every method throws [ActionRefusedException] if the state of the portal does not
/// permit the action; otherwise it logs the action, unless there was nothing to do.
@Service
class PortalActions {
    private final PortalStateGuard state;
    private final Sweeps sweeps;
    private final SelfChecks selfChecks;
    private final SubscriptionChecks subscriptionChecks;
    private final Suspensions suspensions;
    private final PortalRemoval uninstallations;
    private final ActionLog actions;
    private final Clock clock;

    PortalActions(PortalStateGuard state, Sweeps sweeps, SelfChecks selfChecks, SubscriptionChecks subscriptionChecks,
            Suspensions suspensions, PortalRemoval uninstallations, ActionLog actions, Clock clock) {
        this.state = state;
        this.sweeps = sweeps;
        this.selfChecks = selfChecks;
        this.subscriptionChecks = subscriptionChecks;
        this.suspensions = suspensions;
        this.uninstallations = uninstallations;
        this.actions = actions;
        this.clock = clock;
    }

    /// Starts to compare a portal with its copy. A portal has one comparison at a time: a running one continues.
    public ActionResult sweep(MemberId memberId, String user) {
        state.askable(memberId);
        if (sweeps.start(memberId).isEmpty()) {
            return ActionResult.already(Action.SWEEP, memberId, "A sweep is under way; it goes on", "reporting.sweeps",
                    "reporting.sweep_steps");
        }
        actions.note(Action.SWEEP, memberId, user);
        return ActionResult.begun(Action.SWEEP, memberId, "A sweep has begun", "reporting.sweeps",
                "reporting.sweep_steps");
    }

    /// Asks a portal for a test event, to see whether its events arrive.
    public ActionResult checkItself(MemberId memberId, String user) {
        state.askableApp(memberId);
        actions.note(Action.SELF_CHECK, memberId, user);
        selfChecks.ask(memberId);
        return ActionResult.begun(Action.SELF_CHECK, memberId,
                "The portal is asked for a test event, which has five minutes to arrive", "reporting.self_checks");
    }

    /// Compares a portal's subscriptions with what is needed, and repairs them.
    public ActionResult checkSubscriptions(MemberId memberId, String user) {
        state.askableApp(memberId);
        actions.note(Action.SUBSCRIPTION_CHECK, memberId, user);
        subscriptionChecks.checkNow(memberId);
        return ActionResult.begun(Action.SUBSCRIPTION_CHECK, memberId, "The portal's subscriptions are being checked",
                "reporting.subscriptions");
    }

    /// Stops all calls to a portal until it is resumed. Its events are still accepted and stored.
    @Transactional
    public ActionResult suspend(MemberId memberId, String user) {
        state.served(memberId);
        if (!suspensions.suspend(memberId)) {
            return ActionResult.already(Action.SUSPEND, memberId, "The portal is suspended already", row(memberId));
        }
        actions.note(Action.SUSPEND, memberId, user);
        return ActionResult.done(Action.SUSPEND, memberId,
                "The portal is suspended: its events are stored, and nothing is asked of it", row(memberId));
    }

    /// Resumes calls to a suspended portal, and reads its waiting records soon.
    @Transactional
    public ActionResult resume(MemberId memberId, String user) {
        state.served(memberId);
        if (!suspensions.resume(memberId)) {
            return ActionResult.already(Action.RESUME, memberId, "The portal is not suspended", row(memberId));
        }
        actions.note(Action.RESUME, memberId, user);
        return ActionResult.done(Action.RESUME, memberId, "The portal is resumed: what waits of it is read now",
                row(memberId), "/api/v1/pending-fetches?portal=" + memberId);
    }

    /// Deletes all data of a portal: its tokens at once, the rest in the background. The log entry of the erasure
    /// stays.
    ///
    /// @param confirm
    ///            has to be the portal's domain, as a safeguard against erasing the wrong one
    @Transactional
    public ActionResult erase(MemberId memberId, @Nullable String confirm, String user) {
        var portal = state.known(memberId);
        if (!portal.domain().equalsIgnoreCase(confirm)) {
            throw ActionRefusedException.badParameter("confirm",
                    "the domain of this portal, as /api/v1/portals?portal=" + memberId + " shows it");
        }
        if (portal.isConfigured()) {
            throw PortalStateGuard
                    .refused("The configuration has this portal and would bring it back. Take its webhooks"
                            + " (B24_WEBHOOKS_…) out and restart first");
        }
        uninstallations.erase(memberId, clock.instant());
        actions.note(Action.ERASE, memberId, user);
        return ActionResult.begun(Action.ERASE, memberId,
                "The portal's tokens are erased; everything else of it goes within about a quarter of an hour",
                row(memberId), "/api/v1/operator-actions?portal=" + memberId);
    }

    private static String row(MemberId memberId) {
        return "/api/v1/portals?portal=" + memberId;
    }
}
