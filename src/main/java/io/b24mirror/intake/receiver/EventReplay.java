package io.b24mirror.intake.receiver;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.stereotype.Component;

import io.b24mirror.intake.delivery.GroupCommit;
import io.b24mirror.intake.delivery.Quarantine;
import io.b24mirror.intake.event.Post;
import io.b24mirror.intake.event.PostedEvent;
import io.b24mirror.intake.form.MalformedFormException;
import io.b24mirror.intake.outage.SqlFailures;
import io.b24mirror.portal.ApplicationTokens;
import io.b24mirror.portal.MemberId;
import io.b24mirror.ratelimit.RateLimitedLog;
import io.b24mirror.spill.Replayer;

/// Stores the events of the spill as if they came now. An event that was authentic when it came counts as authentic,
/// unless its portal was erased since; all others are authenticated by what is known today.
@Component
class EventReplay implements Replayer {
    private final RateLimitedLog lines;
    private final ApplicationTokens portals;
    private final GroupCommit groupCommit;
    private final Quarantine quarantine;
    private final InstallationClaims installations;
    private final JsonMapper json;

    EventReplay(ApplicationTokens portals, GroupCommit groupCommit, Quarantine quarantine,
            InstallationClaims installations, JsonMapper json, Clock clock) {
        lines = new RateLimitedLog(LoggerFactory.getLogger(EventReplay.class), clock);
        this.portals = portals;
        this.groupCommit = groupCommit;
        this.quarantine = quarantine;
        this.installations = installations;
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
        problems.putAll(replayTogether(events));
        return problems;
    }

    private record Numbered(int number, SpilledEvent spilled) {
        PostedEvent event() {
            return spilled.event();
        }
    }

    /// Repeats after a failure what was done before it, which is safe: arrivals show what is stored.
    private Map<Integer, String> replayTogether(List<Numbered> events) {
        try {
            return store(events);
        } catch (RuntimeException e) {
            if (SqlFailures.isOutage(e)) {
                throw e;
            }
            var problems = new TreeMap<Integer, String>();
            events.forEach(event -> problems.putAll(replayAlone(event)));
            return problems;
        }
    }

    private Map<Integer, String> replayAlone(Numbered event) {
        try {
            return store(List.of(event));
        } catch (RuntimeException e) {
            if (SqlFailures.isOutage(e)) {
                throw e;
            }
            if (wouldHaveBeenRefused(event, e)) {
                lines.warn("Dropped {} of portal {} out of the spill: it holds what cannot be stored",
                        event.event().code(), event.event().memberId());
                return Map.of();
            }
            return Map.of(event.number(), "PostgreSQL does not take it: " + SqlFailures.reason(e));
        }
    }

    /// Returns whether the event would have been refused if PostgreSQL had been there when it came.
    private static boolean wouldHaveBeenRefused(Numbered event, RuntimeException failure) {
        return !event.spilled().verified()
                && (failure instanceof MalformedFormException || SqlFailures.refusesData(failure));
    }

    /// Stores events in their order as far as it matters: after an uninstallation, the next event of the portal belongs
    /// to another installation.
    private Map<Integer, String> store(List<Numbered> events) {
        var authentic = new ArrayList<PostedEvent>();
        var refused = new ArrayList<Numbered>();
        var known = new HashMap<MemberId, Boolean>();
        for (var event : events) {
            switch (Post.of(event.event())) {
                case Post.Installation post -> SqlFailures.retry(() -> installations.receiveReplayed(post));
                case Post.Event post when isAuthentic(event, known) -> {
                    authentic.add(post.event());
                    if (post.isUninstallation()) {
                        commit(authentic);
                    }
                }
                case Post.Event _ -> refused.add(event);
            }
        }
        commit(authentic);
        return quarantine(refused);
    }

    private boolean isAuthentic(Numbered event, Map<MemberId, Boolean> known) {
        var posted = event.event();
        return wasVerified(event, known) || SqlFailures
                .retry(() -> portals.isAuthentic(posted.memberId(), posted.auth().applicationToken()));
    }

    private boolean wasVerified(Numbered event, Map<MemberId, Boolean> known) {
        return event.spilled().verified() && known.computeIfAbsent(event.event().memberId(),
                memberId -> SqlFailures.retry(() -> portals.isKnown(memberId)));
    }

    private void commit(List<PostedEvent> events) {
        if (!events.isEmpty()) {
            groupCommit.commit(events);
            events.clear();
        }
    }

    private Map<Integer, String> quarantine(List<Numbered> refused) {
        if (refused.isEmpty()) {
            return Map.of();
        }
        var withoutRoom = new HashSet<>(quarantine.keepReplayed(refused.stream().map(Numbered::event).toList()));
        var problems = new TreeMap<Integer, String>();
        for (var event : refused) {
            if (withoutRoom.contains(event.event())) {
                problems.put(event.number(), "it is not authentic, and the quarantine is full");
            }
        }
        return problems;
    }
}
