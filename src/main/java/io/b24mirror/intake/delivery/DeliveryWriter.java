package io.b24mirror.intake.delivery;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

import io.b24mirror.fetch.Cause;
import io.b24mirror.fetch.FetchList;
import io.b24mirror.fetch.FetchRequest;
import io.b24mirror.fetch.FetchRequest.Urgency;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.fetch.Removal;
import io.b24mirror.intake.EventEffect;
import io.b24mirror.intake.RecordRemovals;
import io.b24mirror.intake.event.Fingerprint;
import io.b24mirror.portal.token.UserTokens;
import io.b24mirror.portal.token.UserTokens.UserToken;

import static java.util.Objects.requireNonNull;

/// Stores deliveries with all that they cause, in one transaction: the entry in the log, the record on the fetch list
/// or marked as deleted, and the sealed tokens.
///
/// A repeat requests its record again, because two changes within one second look like one event sent twice.
@Component
class DeliveryWriter {
    private final DeliveryLog log;
    private final FetchList fetchList;
    private final RecordRemovals recordRemovals;
    private final UserTokens userTokens;
    private final AppLifecycleHandler appLifecycle;

    DeliveryWriter(DeliveryLog log, FetchList fetchList, RecordRemovals recordRemovals, UserTokens userTokens,
            AppLifecycleHandler appLifecycle) {
        this.log = log;
        this.fetchList = fetchList;
        this.recordRemovals = recordRemovals;
        this.userTokens = userTokens;
        this.appLifecycle = appLifecycle;
    }

    /// Stores a batch. It is committed when this returns, unless the caller has a transaction of its own.
    @Transactional
    void write(Collection<Delivery> deliveries) {
        var ids = log.store(deliveries);
        fetchList.request(changes(deliveries, ids));
        recordRemovals.remove(removals(deliveries, ids));
        userTokens.store(userTokens(deliveries));
        appLifecycle.handle(deliveries);
    }

    private static List<FetchRequest> changes(Collection<Delivery> deliveries, Map<Fingerprint, Long> ids) {
        var requests = new ArrayList<FetchRequest>();
        for (var delivery : deliveries) {
            if (delivery.effect() instanceof EventEffect.Changed(var record)) {
                requests.add(new FetchRequest(record, delivery.receivedAt(), Urgency.FRESH, delivery.userId(),
                        cause(delivery, ids)));
            }
        }
        return requests;
    }

    private static Collection<Removal> removals(Collection<Delivery> deliveries, Map<Fingerprint, Long> ids) {
        var latest = new TreeMap<RecordRef, Removal>();
        for (var delivery : deliveries) {
            if (delivery.effect() instanceof EventEffect.Removed(var record)) {
                latest.merge(record, new Removal(record, delivery.receivedAt(), cause(delivery, ids)),
                        BinaryOperator.maxBy(Comparator.comparing(Removal::removedAt)));
            }
        }
        return latest.values();
    }

    private static Cause cause(Delivery delivery, Map<Fingerprint, Long> ids) {
        return Cause.delivery(requireNonNull(ids.get(delivery.fingerprint()), "The log knows what it has stored"));
    }

    /// Returns, of several tokens of one user, the one that lives longest, in a fixed order of users.
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
