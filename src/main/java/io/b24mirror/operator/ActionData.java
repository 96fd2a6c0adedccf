package io.b24mirror.operator;

import org.springframework.stereotype.Component;

import io.b24mirror.portal.MemberId;
import io.b24mirror.portal.removal.PortalData;

/// Deletes the log of a portal's actions with the portal. The entry of its erasure stays, as evidence.
@Component
class ActionData implements PortalData {
    private final ActionLog actions;

    ActionData(ActionLog actions) {
        this.actions = actions;
    }

    @Override
    public String schema() {
        return "operation";
    }

    @Override
    public Kind kind() {
        return Kind.RECORDS;
    }

    @Override
    public int delete(MemberId memberId, int atMost) {
        return actions.forget(memberId, atMost);
    }

    @Override
    public boolean hasAny(MemberId memberId) {
        return actions.hasAny(memberId);
    }
}
