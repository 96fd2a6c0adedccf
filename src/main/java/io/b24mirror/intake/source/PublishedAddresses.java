package io.b24mirror.intake.source;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

import org.springframework.stereotype.Component;

import io.b24mirror.bitrix.PublishedDocuments;

/// The addresses from which Bitrix24 says that it sends events. Machines come and go, so the list is fetched again
/// while events arrive, every ten minutes at most; one that could not be renewed for a day is no longer worth
/// comparing with.
@Component
class PublishedAddresses {
    private static final Duration FRESH = Duration.ofMinutes(10);
    private static final Duration USEFUL = Duration.ofDays(1);
    private static final Logger log = LoggerFactory.getLogger(PublishedAddresses.class);

    private final @Nullable URI url;
    private final PublishedDocuments documents;
    private final Clock clock;
    private Instant triedAt = Instant.MIN;
    private volatile Nodes nodes = new Nodes(Set.of(), Instant.MIN);

    PublishedAddresses(PublishedAddressProperties properties, PublishedDocuments documents, Clock clock) {
        url = properties.senderListUrl();
        this.documents = documents;
        this.clock = clock;
    }

    private record Nodes(Set<String> addresses, Instant fetchedAt) {}

    /// Whether the list says that this is no sender. Never waits: without a list there is nothing to say.
    boolean excludes(String address) {
        if (url == null) {
            return false;
        }
        var now = clock.instant();
        renewIfDue(url, now);
        var known = nodes;
        return !known.addresses().isEmpty() && now.isBefore(known.fetchedAt().plus(USEFUL))
                && !known.addresses().contains(address);
    }

    private synchronized void renewIfDue(URI address, Instant now) {
        if (now.isBefore(triedAt) || !now.isBefore(triedAt.plus(FRESH))) {
            triedAt = now;
            Thread.ofVirtual().name("sender-list").start(() -> renew(address, now));
        }
    }

    private void renew(URI address, Instant now) {
        var found = documents.get(address).map(PublishedAddresses::nodes).orElse(Set.of());
        if (found.isEmpty()) {
            log.info("The list of senders of B24_SENDER_LIST_URL cannot be had now; it is tried again in ten minutes");
        } else {
            nodes = new Nodes(found, now);
        }
    }

    private static Set<String> nodes(JsonNode document) {
        return document.path("nodes")
                .valueStream()
                .filter(JsonNode::isString)
                .map(node -> node.asString().strip())
                .collect(Collectors.toUnmodifiableSet());
    }
}
