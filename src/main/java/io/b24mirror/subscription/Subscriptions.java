package io.b24mirror.subscription;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

import org.springframework.stereotype.Service;

import io.b24mirror.bitrix.Call;
import io.b24mirror.bitrix.CallResult;
import io.b24mirror.intake.EventCatalog;
import io.b24mirror.intake.HandlerUrl;
import io.b24mirror.portal.MemberId;
import io.b24mirror.subscription.EventBinding.Channel;

/// Heals a portal's subscriptions: binds what is missing by `event.bind`, and unbinds former addresses of this
/// installation and duplicates that would post an event twice. Leaves all other subscriptions of the app alone, and
/// names another service like this one in the log once.
///
/// Binding an event twice is an error to Bitrix24 ("Handler already binded"), but not to us. A portal that does not
/// know an event, or has not granted its scope, still sends the others; the refused ones are tried again after a day,
/// when the app is granted more, and after an installation.
@Service
class Subscriptions {
    static final Duration RETRY_REFUSED_AFTER = Duration.ofDays(1);

    private static final Logger log = LoggerFactory.getLogger(Subscriptions.class);

    private final EventCatalog catalog;
    private final EventCalls calls;
    private final HandlerUrl handler;
    private final BindingTable table;
    private final HandlerTable handlers;
    private final Clock clock;

    Subscriptions(EventCatalog catalog, EventCalls calls, HandlerUrl handler, BindingTable table,
            HandlerTable handlers, Clock clock) {
        this.catalog = catalog;
        this.calls = calls;
        this.handler = handler;
        this.table = table;
        this.handlers = handlers;
        this.clock = clock;
    }

    /// How thorough a check is.
    enum CheckMode {
        /// Asks what is bound, and binds what is missing and was not refused within the last day.
        NORMAL,
        /// Like [#NORMAL], but tries refused events as well.
        RETRY_REFUSED,
        /// Binds everything without asking what is bound, for a portal that cannot answer that.
        BIND_ALL
    }

    /// Checks and heals a portal's subscriptions.
    ///
    /// @return whether a test event makes sense: the portal sends something that it did not send before, or is checked
    ///         for the first time
    /// @throws SubscriptionFailedException
    ///             if the portal has to be asked again later
    boolean heal(MemberId memberId, CheckMode mode) throws InterruptedException {
        var diff = mode == CheckMode.BIND_ALL ? Optional.of(SubscriptionDiff.NOTHING) : compare(memberId);
        return diff.isPresent() && heal(memberId, diff.get(), mode);
    }

    private Optional<SubscriptionDiff> compare(MemberId memberId) throws InterruptedException {
        return calls.make(memberId, List.of(Call.of("event.get"), Call.of("events")))
                .map(answers -> SubscriptionDiff.of(value(memberId, answers.get(0)), value(memberId, answers.get(1))));
    }

    private static JsonNode value(MemberId memberId, CallResult result) {
        return switch (result) {
            case CallResult.Answered(var value, _, _) -> value;
            case CallResult.Failed(var failure) when EventCalls.isTransient(failure) ->
                throw new SubscriptionFailedException(memberId, failure);
            case CallResult.Failed _ -> MissingNode.getInstance();
        };
    }

    private boolean heal(MemberId memberId, SubscriptionDiff diff, CheckMode mode) throws InterruptedException {
        var before = table.of(memberId);
        var after = new TreeMap<EventBinding, BindingState>();
        for (var binding : wanted()) {
            if (diff.shows(binding, handler.url())) {
                after.put(binding, BindingState.bound(binding, clock.instant()));
            } else if (mode == CheckMode.NORMAL && isStillRefused(before.get(binding), diff)) {
                after.put(binding, before.get(binding));
            }
        }
        var missing = wanted().stream().filter(binding -> !after.containsKey(binding)).toList();
        var answers = calls.make(memberId, missing.stream().map(this::bindCall).toList());
        if (answers.isEmpty()) {
            return false;
        }
        var added = take(memberId, missing, answers.get(), diff, after);
        table.replace(memberId, after.values());
        new SubscriptionReport(memberId, before, after.values(), added).write();
        return unbind(memberId, diff, after.values()) || before.isEmpty() || !added.isEmpty();
    }

    private Set<EventBinding> wanted() {
        var wanted = new TreeSet<EventBinding>();
        catalog.codes().forEach(code -> wanted.add(new EventBinding(code, Channel.ONLINE)));
        catalog.recordCodes().forEach(code -> wanted.add(new EventBinding(code, Channel.OFFLINE)));
        return wanted;
    }

    private boolean isStillRefused(@Nullable BindingState before, SubscriptionDiff diff) {
        return before != null && !before.isBound()
                && clock.instant().isBefore(before.checkedAt().plus(RETRY_REFUSED_AFTER))
                && (before.offered() || !diff.offers(before.binding()));
    }

    private Call bindCall(EventBinding binding) {
        var call = Call.of("event.bind", "event", binding.event());
        return switch (binding.channel()) {
            case ONLINE -> call.with("handler", handler.url());
            case OFFLINE -> call.with("event_type", "offline");
        };
    }

    /// Records the answers.
    ///
    /// @return what was not bound before
    private Set<EventBinding> take(MemberId memberId, List<EventBinding> missing, List<CallResult> answers,
            SubscriptionDiff diff, Map<EventBinding, BindingState> after) {
        var added = new TreeSet<EventBinding>();
        for (int i = 0; i < missing.size(); i++) {
            var binding = missing.get(i);
            var refusal = refusal(memberId, answers.get(i));
            after.put(binding, new BindingState(binding, refusal, diff.offers(binding), clock.instant()));
            if (answers.get(i) instanceof CallResult.Answered && refusal == null) {
                added.add(binding);
            }
        }
        return added;
    }

    private static @Nullable String refusal(MemberId memberId, CallResult result) {
        return switch (result) {
            case CallResult.Answered(var value, _, _) when value.asBoolean(false) -> null;
            case CallResult.Answered _ -> "event.bind did not answer true";
            case CallResult.Failed(var failure) when EventCalls.saysBound(failure) -> null;
            case CallResult.Failed(var failure) when EventCalls.isTransient(failure) ->
                throw new SubscriptionFailedException(memberId, failure);
            case CallResult.Failed(var failure) -> failure.summary();
        };
    }

    private boolean unbind(MemberId memberId, SubscriptionDiff diff, Collection<BindingState> states)
            throws InterruptedException {
        var bound = states.stream()
                .filter(state -> state.isBound() && state.binding().channel() == Channel.ONLINE)
                .map(state -> state.binding().event())
                .collect(Collectors.toSet());
        if (!bound.isEmpty()) {
            handlers.noteOurs(memberId, handler.url(), clock.instant());
        }
        var unbindings = diff.unbindings(handler.url(), former(memberId, diff), catalog.codes(), bound);
        if (unbindings.isEmpty() || calls.make(memberId, unbindings).isEmpty()) {
            return false;
        }
        log.info("Portal {} had {} subscriptions that led to a former address of ours or came twice; they are removed",
                memberId, unbindings.size());
        return true;
    }

    /// Returns former addresses of ours, and logs addresses that this installation never bound.
    private Set<String> former(MemberId memberId, SubscriptionDiff diff) {
        var ours = handlers.ours(memberId);
        var similar = diff.similarHandlers(handler.url());
        similar.stream()
                .filter(url -> !ours.contains(url) && handlers.isNewOfOthers(memberId, url, clock.instant()))
                .forEach(url -> log
                        .info("Portal {} sends events of the app to {} as well. This installation never bound "
                                + "that address and leaves it alone", memberId, url));
        similar.retainAll(ours);
        return similar;
    }
}
