package io.b24mirror.intake;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;

import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

import io.b24mirror.fetch.Cause;
import io.b24mirror.fetch.FetchList;
import io.b24mirror.fetch.FetchRequest;
import io.b24mirror.fetch.FetchRequest.Urgency;
import io.b24mirror.fetch.RecordKind;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.fetch.Removal;
import io.b24mirror.portal.token.UserTokens;
import io.b24mirror.portal.token.UserTokens.UserToken;

import static java.util.Objects.requireNonNull;

/// What an event causes is one fact and one transaction: its entry in the log, its record on the fetch list or marked
/// as deleted, its tokens sealed.
///
/// A repeat marks its record again, since two changes in one second look like one event twice.
@Component
class DeliveryWriter {
    private final DeliveryLog log;
    private final FetchList fetchList;
    private final UserTokens userTokens;
    private final AppEffects appEffects;
    private final Map<RecordKind, RecordEvents> events;

    DeliveryWriter(DeliveryLog log, FetchList fetchList, UserTokens userTokens, AppEffects appEffects,
            List<RecordEvents> events) {
        this.log = log;
        this.fetchList = fetchList;
        this.userTokens = userTokens;
        this.appEffects = appEffects;
        this.events = events.stream().collect(Collectors.toMap(RecordEvents::kind, kind -> kind));
    }

    /// Stores a batch; when this returns it is committed, unless the caller's own transaction goes on.
    @Transactional
    void write(Collection<Delivery> deliveries) {
        var ids = log.store(deliveries);
        fetchList.request(changes(deliveries, ids));
        removals(deliveries, ids).forEach(this::remove);
        userTokens.store(userTokens(deliveries));
        appEffects.apply(deliveries);
    }

    private void remove(RecordKind kind, List<Removal> removals) {
        requireNonNull(events.get(kind), "An effect comes from the events of a kind").remove(removals);
    }

    private static List<FetchRequest> changes(Collection<Delivery> deliveries,
            Map<Fingerprint, Long> ids) {
        var requests = new ArrayList<FetchRequest>();
        for (var delivery : deliveries) {
            if (delivery.effect() instanceof Effect.Changed(var record)) {
                requests.add(new FetchRequest(record, delivery.receivedAt(), Urgency.FRESH, delivery.userId(),
                        cause(delivery, ids)));
            }
        }
        return requests;
    }

    private static Map<RecordKind, List<Removal>> removals(Collection<Delivery> deliveries,
            Map<Fingerprint, Long> ids) {
        var latest = new TreeMap<RecordRef, Removal>();
        for (var delivery : deliveries) {
            if (delivery.effect() instanceof Effect.Removed(var record)) {
                latest.merge(record, new Removal(record, delivery.receivedAt(), cause(delivery, ids)),
                        BinaryOperator.maxBy(Comparator.comparing(Removal::removedAt)));
            }
        }
        var removals = new TreeMap<RecordKind, List<Removal>>();
        latest.forEach((record, removal) -> removals.computeIfAbsent(record.kind(), _ -> new ArrayList<>())
                .add(removal));
        return removals;
    }

    private static Cause cause(Delivery delivery, Map<Fingerprint, Long> ids) {
        return Cause.delivery(requireNonNull(ids.get(delivery.fingerprint()), "The log knows what it has stored"));
    }

    /// Of several tokens of one user the one that lives longest, in a fixed order of users.
    private static Collection<UserToken> userTokens(Collection<Delivery> deliveries) {
        var tokens = new TreeMap<String, UserToken>();
        for (var delivery : deliveries) {
            var token = delivery.userToken();
            if (token != null) {
                tokens.merge(token.memberId() + " " + token.userId(), token,
                        (one, other) -> one.expiresAt().isAfter(other.expiresAt()) ? one : other);
            }
        }
        return tokens.values();
    }
}
