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

/// Heals a portal's subscriptions: what is missing is bound by `event.bind`, what is left of an address that this
/// installation once bound itself, or would post an event twice, is unbound. Everything else that the app has subscribed
/// to is left alone; another service like this one is named in the log once.
///
/// Binding twice is no error to us, though it is one to Bitrix24: "Handler already binded". A portal that does not know
/// an event, or has not granted its scope, sends the others all the same; it is asked for the refused ones again after a
/// day, when the app is granted more, and after an installation.
@Service
class Subscriptions {
    static final Duration REFUSAL = Duration.ofDays(1);

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

    /// Which part of a check may be skipped.
    enum Care {
        /// Asks what is bound, and binds what is missing and was not refused lately.
        USUAL,
        /// As usual, but what was refused is tried as well.
        RETRYING,
        /// Binds everything without asking what is bound: for a portal that cannot tell.
        BLIND
    }

    /// @return whether it is worth a test event: the portal sends something that it did not send before, or is met for
    ///         the first time
    /// @throws SubscriptionFailedException
    ///             if the portal has to be asked again later
    boolean heal(MemberId memberId, Care care) throws InterruptedException {
        var inspection = care == Care.BLIND ? Optional.of(SubscriptionDiff.NOTHING) : inspect(memberId);
        return inspection.isPresent() && heal(memberId, inspection.get(), care);
    }

    private Optional<SubscriptionDiff> inspect(MemberId memberId) throws InterruptedException {
        return calls.make(memberId, List.of(Call.of("event.get"), Call.of("events")))
                .map(answers -> SubscriptionDiff.of(value(memberId, answers.get(0)), value(memberId, answers.get(1))));
    }

    private static JsonNode value(MemberId memberId, CallResult result) {
        return switch (result) {
            case CallResult.Answered(var value, _, _) -> value;
            case CallResult.Failed(var failure) when EventCalls.isPassing(failure) ->
                throw new SubscriptionFailedException(memberId, failure);
            case CallResult.Failed _ -> MissingNode.getInstance();
        };
    }

    private boolean heal(MemberId memberId, SubscriptionDiff inspection, Care care) throws InterruptedException {
        var before = table.of(memberId);
        var after = new TreeMap<EventBinding, BindingState>();
        for (var binding : wanted()) {
            if (inspection.shows(binding, handler.url())) {
                after.put(binding, BindingState.bound(binding, clock.instant()));
            } else if (care == Care.USUAL && isStillRefused(before.get(binding), inspection)) {
                after.put(binding, before.get(binding));
            }
        }
        var missing = wanted().stream().filter(binding -> !after.containsKey(binding)).toList();
        var answers = calls.make(memberId, missing.stream().map(this::bindCall).toList());
        if (answers.isEmpty()) {
            return false;
        }
        var added = take(memberId, missing, answers.get(), inspection, after);
        table.replace(memberId, after.values());
        new SubscriptionReport(memberId, before, after.values(), added).write();
        return unbind(memberId, inspection, after.values()) || before.isEmpty() || !added.isEmpty();
    }

    private Set<EventBinding> wanted() {
        var wanted = new TreeSet<EventBinding>();
        catalog.codes().forEach(code -> wanted.add(new EventBinding(code, Channel.ONLINE)));
        catalog.recordCodes().forEach(code -> wanted.add(new EventBinding(code, Channel.OFFLINE)));
        return wanted;
    }

    private boolean isStillRefused(@Nullable BindingState before, SubscriptionDiff inspection) {
        return before != null && !before.isBound() && clock.instant().isBefore(before.checkedAt().plus(REFUSAL))
                && (before.offered() || !inspection.offers(before.binding()));
    }

    private Call bindCall(EventBinding binding) {
        var call = Call.of("event.bind", "event", binding.event());
        return switch (binding.channel()) {
            case ONLINE -> call.with("handler", handler.url());
            case OFFLINE -> call.with("event_type", "offline");
        };
    }

    /// @return what was not bound before
    private Set<EventBinding> take(MemberId memberId, List<EventBinding> missing, List<CallResult> answers,
            SubscriptionDiff inspection, Map<EventBinding, BindingState> after) {
        var added = new TreeSet<EventBinding>();
        for (int i = 0; i < missing.size(); i++) {
            var binding = missing.get(i);
            var refusal = refusal(memberId, answers.get(i));
            after.put(binding, new BindingState(binding, refusal, inspection.offers(binding), clock.instant()));
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
            case CallResult.Failed(var failure) when EventCalls.isPassing(failure) ->
                throw new SubscriptionFailedException(memberId, failure);
            case CallResult.Failed(var failure) -> failure.summary();
        };
    }

    private boolean unbind(MemberId memberId, SubscriptionDiff inspection, Collection<BindingState> states)
            throws InterruptedException {
        var bound = states.stream()
                .filter(state -> state.isBound() && state.binding().channel() == Channel.ONLINE)
                .map(state -> state.binding().event())
                .collect(Collectors.toSet());
        if (!bound.isEmpty()) {
            handlers.noteOurs(memberId, handler.url(), clock.instant());
        }
        var unbindings = inspection.unbindings(handler.url(), former(memberId, inspection), catalog.codes(), bound);
        if (unbindings.isEmpty() || calls.make(memberId, unbindings).isEmpty()) {
            return false;
        }
        log.info("Portal {} had {} subscriptions that led to a former address of ours or came twice; they are removed",
                memberId, unbindings.size());
        return true;
    }

    /// Names those that this installation never bound.
    private Set<String> former(MemberId memberId, SubscriptionDiff inspection) {
        var ours = handlers.ours(memberId);
        var similar = inspection.similarHandlers(handler.url());
        similar.stream()
                .filter(url -> !ours.contains(url) && handlers.isNewOfOthers(memberId, url, clock.instant()))
                .forEach(url -> log
                        .info("Portal {} sends events of the app to {} as well. This installation never bound "
                                + "that address and leaves it alone", memberId, url));
        similar.retainAll(ours);
        return similar;
    }
}
