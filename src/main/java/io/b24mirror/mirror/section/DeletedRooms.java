package io.b24mirror.mirror.section;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.transaction.support.TransactionTemplate;

import io.b24mirror.fetch.Drains;
import io.b24mirror.fetch.FetchList;
import io.b24mirror.fetch.FetchRequest;
import io.b24mirror.fetch.FetchRequest.Urgency;
import io.b24mirror.fetch.Removal;
import io.b24mirror.mirror.deletion.RecordsDeleted;
import io.b24mirror.mirror.event.EventKind;
import io.b24mirror.portal.MemberId;

/// Requests the events that take place in a deleted meeting room: the portal empties their place without an event.
///
/// They are requested after the deletion is kept, in a transaction of their own, since one that holds rows of the fetch
/// list must not want others. Requests that get lost are made up for by the next sweep, which compares places.
@Component
class DeletedRooms {
    private final StoredSections held;
    private final FetchList list;
    private final Drains drains;
    private final TransactionTemplate transaction;

    DeletedRooms(StoredSections held, FetchList list, Drains drains, PlatformTransactionManager transactions) {
        this.held = held;
        this.list = list;
        this.drains = drains;
        this.transaction = new TransactionTemplate(transactions);
        transaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    @TransactionalEventListener
    void on(RecordsDeleted deleted) {
        var rooms = deleted.removals().stream().filter(DeletedRooms::mayBeRoom).toList();
        if (!rooms.isEmpty()) {
            drains.wake(transaction.execute(_ -> request(rooms)));
        }
    }

    private static boolean mayBeRoom(Removal removal) {
        return removal.record().kind().equals(SectionKind.TYPE.kind());
    }

    /// @return the portals that are asked
    private Set<MemberId> request(List<Removal> rooms) {
        var requests = rooms.stream().flatMap(room -> requests(room).stream()).toList();
        list.request(requests);
        return requests.stream().map(request -> request.record().memberId()).collect(Collectors.toSet());
    }

    private List<FetchRequest> requests(Removal room) {
        var memberId = room.record().memberId();
        return held.eventsInRoom(memberId, room.record().id())
                .stream()
                .map(id -> new FetchRequest(EventKind.ref(memberId, id), room.removedAt(),
                        Urgency.BACKGROUND, null, room.cause()))
                .toList();
    }
}
