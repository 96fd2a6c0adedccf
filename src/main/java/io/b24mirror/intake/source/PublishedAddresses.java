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

/// The addresses that Bitrix24 publishes as its own. Machines come and go, so the list is fetched again while events
/// arrive, at most every ten minutes. A list that could not be renewed for a day is no longer used.
@Component
class PublishedAddresses {
    private static final Duration RENEWAL_INTERVAL = Duration.ofMinutes(10);
    private static final Duration MAX_AGE = Duration.ofDays(1);
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

    /// Returns whether the list is known and lacks the address. Never waits for the list.
    boolean excludes(String address) {
        if (url == null) {
            return false;
        }
        var now = clock.instant();
        renewIfDue(url, now);
        var known = nodes;
        return !known.addresses().isEmpty() && now.isBefore(known.fetchedAt().plus(MAX_AGE))
                && !known.addresses().contains(address);
    }

    private synchronized void renewIfDue(URI address, Instant now) {
        if (now.isBefore(triedAt) || !now.isBefore(triedAt.plus(RENEWAL_INTERVAL))) {
            triedAt = now;
            Thread.ofVirtual().name("sender-list").start(() -> renew(address, now));
        }
    }

    private void renew(URI address, Instant now) {
        var found = documents.get(address).map(PublishedAddresses::nodes).orElse(Set.of());
        if (found.isEmpty()) {
            log.info("Could not fetch the list of senders from B24_SENDER_LIST_URL; trying again in ten minutes");
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
