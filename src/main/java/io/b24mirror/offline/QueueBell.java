package io.b24mirror.offline;

import java.util.Collection;

import org.springframework.stereotype.Component;

import io.b24mirror.intake.OfflineDoorbell;
import io.b24mirror.portal.MemberId;

/// Has a queue emptied when its portal rings.
@Component
class QueueBell implements OfflineDoorbell {
    private final Rounds rounds;

    QueueBell(Rounds rounds) {
        this.rounds = rounds;
    }

    @Override
    public void ring(Collection<MemberId> memberIds) {
        memberIds.forEach(rounds::ring);
    }
}
