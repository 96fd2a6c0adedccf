package io.b24mirror.subscription;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.b24mirror.portal.MemberId;
import io.b24mirror.subscription.EventBinding.Channel;

/// Logs for operators what a check of a portal's subscriptions changed, and each refusal once.
record SubscriptionReport(MemberId memberId, Map<EventBinding, BindingState> before, Collection<BindingState> after,
        Collection<EventBinding> added) {
    private static final Logger log = LoggerFactory.getLogger(SubscriptionReport.class);

    void write() {
        if (before.isEmpty()) {
            log.info("Portal {} sends {} kinds of events", memberId, count(Channel.ONLINE));
        } else if (!added.isEmpty()) {
            log.info("Portal {} lacked {} subscriptions, which it has now: {}", memberId, added.size(),
                    added.stream().map(EventBinding::toString).collect(Collectors.joining(", ")));
        }
        var refused = refusals(Channel.ONLINE);
        if (!refused.isEmpty()) {
            log.warn("Portal {} refuses to send: {}. Does the app have the scopes calendar and crm?", memberId,
                    texts(refused));
        }
        var notKept = refusals(Channel.OFFLINE);
        if (!notKept.isEmpty()) {
            log.warn("Portal {} refuses to keep events for us: {}. What gets lost on its way is found by sweeps only",
                    memberId, texts(notKept));
        }
    }

    private long count(Channel channel) {
        return after.stream().filter(state -> state.isBound() && state.binding().channel() == channel).count();
    }

    /// Returns the refusals that are new, or have another reason than before.
    private List<BindingState> refusals(Channel channel) {
        return after.stream()
                .filter(state -> !state.isBound() && state.binding().channel() == channel)
                .filter(state -> !isKnown(state, before.get(state.binding())))
                .toList();
    }

    private static boolean isKnown(BindingState state, @Nullable BindingState earlier) {
        return earlier != null && Objects.equals(earlier.reason(), state.reason());
    }

    private static String texts(List<BindingState> refused) {
        return refused.stream()
                .map(state -> state.binding().event() + " (" + state.reason() + ")")
                .collect(Collectors.joining(", "));
    }
}
