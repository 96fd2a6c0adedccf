package io.b24mirror.intake;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

import io.b24mirror.intake.form.MalformedFormException;
import io.b24mirror.portal.MemberId;
import io.b24mirror.portal.ApplicationTokens;
import io.b24mirror.ratelimit.RateLimitedLog;
import io.b24mirror.spill.Replayer;

/// Takes events out of the spill, the same way as if they came now. What was verified when it came is believed, unless
/// its portal was erased meanwhile; the rest is judged by what is known today.
@Component
class EventReplay implements Replayer {
    private final RateLimitedLog lines;
    private final ApplicationTokens portals;
    private final Deliveries deliveries;
    private final DeliveryCommit commit;
    private final Quarantine quarantine;
    private final InstallationEvents installations;
    private final TransactionTemplate transaction;
    private final JsonMapper json;

    EventReplay(ApplicationTokens portals, Deliveries deliveries, DeliveryCommit commit, Quarantine quarantine,
            InstallationEvents installations, TransactionTemplate transaction, JsonMapper json, Clock clock) {
        lines = new RateLimitedLog(LoggerFactory.getLogger(EventReplay.class), clock);
        this.portals = portals;
        this.deliveries = deliveries;
        this.commit = commit;
        this.quarantine = quarantine;
        this.installations = installations;
        this.transaction = transaction;
        this.json = json;
    }

    @Override
    public Map<Integer, String> replay(List<byte[]> contents) {
        var events = new ArrayList<Numbered>();
        var problems = new TreeMap<Integer, String>();
        for (int i = 0; i < contents.size(); i++) {
            try {
                events.add(new Numbered(i, SpilledEvent.ofBytes(contents.get(i), json)));
            } catch (RuntimeException _) {
                // the cause may quote the event
                problems.put(i, "it was written by another version of the service");
            }
        }
        problems.putAll(settleTogether(events));
        return problems;
    }

    private record Numbered(int number, SpilledEvent spilled) {}

    /// What was done before a failure is done again; arrivals tell.
    private Map<Integer, String> settleTogether(List<Numbered> events) {
        try {
            return settle(events);
        } catch (RuntimeException e) {
            if (DatabaseTrouble.isOutage(e)) {
                throw e;
            }
            var problems = new TreeMap<Integer, String>();
            events.forEach(event -> problems.putAll(settleAlone(event)));
            return problems;
        }
    }

    private Map<Integer, String> settleAlone(Numbered event) {
        try {
            return settle(List.of(event));
        } catch (RuntimeException e) {
            if (DatabaseTrouble.isOutage(e)) {
                throw e;
            }
            if (isStrangersFault(event, e)) {
                lines.warn("Dropped {} of portal {} out of the spill: it holds what cannot be stored",
                        event.spilled().event().code(), event.spilled().event().memberId());
                return Map.of();
            }
            return Map.of(event.number(), "PostgreSQL does not take it: " + DatabaseTrouble.reason(e));
        }
    }

    /// It would have been refused if PostgreSQL had been there.
    private static boolean isStrangersFault(Numbered event, RuntimeException failure) {
        return !event.spilled().verified()
                && (failure instanceof MalformedFormException || DatabaseTrouble.refusesData(failure));
    }

    /// In their order as far as it matters: after an uninstallation its portal is another one.
    private Map<Integer, String> settle(List<Numbered> events) {
        var problems = new TreeMap<Integer, String>();
        var authentic = new ArrayList<Delivery>();
        var refused = new ArrayList<Numbered>();
        var known = new HashMap<MemberId, Boolean>();
        for (var event : events) {
            var posted = event.spilled().event();
            if (posted.code().equals(EventCatalog.INSTALL)) {
                DatabaseTrouble.ride(() -> installations.receiveAgain(posted));
            } else if (isBelieved(event, known) || isAuthentic(posted)) {
                authentic.add(deliveries.of(posted));
                if (posted.code().equals(EventCatalog.UNINSTALL)) {
                    store(authentic);
                }
            } else {
                refused.add(event);
            }
        }
        store(authentic);
        quarantine(refused, problems);
        return problems;
    }

    private boolean isBelieved(Numbered event, Map<MemberId, Boolean> known) {
        return event.spilled().verified() && known.computeIfAbsent(event.spilled().event().memberId(),
                memberId -> DatabaseTrouble.ride(() -> portals.isKnown(memberId)));
    }

    private boolean isAuthentic(PostedEvent event) {
        return DatabaseTrouble.ride(() -> portals.isAuthentic(event.memberId(), event.auth().applicationToken()));
    }

    private void store(List<Delivery> run) {
        if (!run.isEmpty()) {
            commit.write(run);
            commit.announce(run);
            run.clear();
        }
    }

    private void quarantine(List<Numbered> refused, Map<Integer, String> problems) {
        if (refused.isEmpty()) {
            return;
        }
        transaction.executeWithoutResult(_ -> {
            for (var event : refused) {
                var posted = event.spilled().event();
                if (!quarantine.keepReplayed(posted, deliveries.dataOf(posted))) {
                    problems.put(event.number(), "nobody vouches for it, and the quarantine is full");
                }
            }
        });
    }
}
