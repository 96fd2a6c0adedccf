package io.b24mirror.subscription;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import tools.jackson.databind.JsonNode;

import io.b24mirror.bitrix.Call;

/// Compares what a portal sends with what it should send.
///
/// @param rows
///            that `event.get` listed
/// @param offered
///            codes that `events` listed: what the granted scope allows to bind
record SubscriptionDiff(List<BoundEvent> rows, Set<String> offered) {
    /// The end of every handler URL of a service like this one, whatever its `B24_PUBLIC_URL`.
    private static final Pattern SIMILAR = Pattern.compile("\\p{Graph}{1,2000}/bitrix24/events");

    static final SubscriptionDiff NOTHING = new SubscriptionDiff(List.of(), Set.of());

    static SubscriptionDiff of(JsonNode rows, JsonNode offered) {
        return new SubscriptionDiff(BoundEvent.read(rows),
                offered.valueStream()
                        .map(code -> code.asString("").toUpperCase(Locale.ROOT))
                        .collect(Collectors.toSet()));
    }

    boolean shows(EventBinding binding, String handler) {
        return rows.stream().anyMatch(row -> row.event().equals(binding.event()) && switch (binding.channel()) {
            case ONLINE -> row.isOnlineAt(handler);
            case OFFLINE -> row.isInOurQueue();
        });
    }

    boolean offers(EventBinding binding) {
        return offered.contains(binding.event());
    }

    /// Returns the handler URLs, other than ours, that look like those of a service like this one.
    Set<String> similarHandlers(String handler) {
        return rows.stream()
                .filter(row -> !row.isOffline())
                .map(BoundEvent::handler)
                .filter(url -> SIMILAR.matcher(url).matches() && !url.equals(handler))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// Returns the calls that remove subscriptions which send an event twice, or to an address that we no longer have.
    ///
    /// @param former
    ///            former handler URLs of ours; those of others are left alone
    /// @param wanted
    ///            codes that the portal should post
    /// @param bound
    ///            those of them that are bound; an old subscription to any other stays until it is replaced
    List<Call> unbindings(String handler, Set<String> former, Set<String> wanted, Collection<String> bound) {
        var calls = new ArrayList<Call>();
        calls.addAll(fromFormerHandlers(former, code -> bound.contains(code) || !wanted.contains(code)));
        calls.addAll(ofDuplicates(handler));
        return calls;
    }

    private Collection<Call> fromFormerHandlers(Set<String> former, Predicate<String> isReplaced) {
        return rows.stream()
                .filter(row -> !row.isOffline() && former.contains(row.handler()))
                .filter(row -> isReplaced.test(row.event()))
                .map(row -> Call.of("event.unbind", "event", row.event()).with("handler", row.handler()))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /// Keeps one subscription per event, preferably the one that brings the tokens of the user who acted.
    private Collection<Call> ofDuplicates(String handler) {
        var calls = new ArrayList<Call>();
        var kept = new TreeMap<String, Long>();
        rows.stream().filter(row -> row.isOnlineAt(handler)).forEach(row -> {
            if (row.authType() != null) {
                kept.merge(row.event(), row.authType(), Math::min);
            }
        });
        for (var row : rows) {
            if (row.isOnlineAt(handler) && row.authType() != null && !row.authType().equals(kept.get(row.event()))) {
                calls.add(Call.of("event.unbind", "event", row.event())
                        .with("handler", handler)
                        .with("auth_type", row.authType()));
            }
        }
        return calls;
    }
}
