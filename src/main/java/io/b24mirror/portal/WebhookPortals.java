package io.b24mirror.portal;

import java.time.Clock;
import java.util.List;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

import io.b24mirror.portal.PortalProperties.Webhook;

/// The portals of webhook mode. They come from the configuration and are usable at once; one whose `member_id` is not
/// configured is known from the first event that carries its application token.
///
/// The incoming webhook's URL stays in the configuration: it is a password, and the database has no use for it.
@Component
class WebhookPortals implements ApplicationRunner {
    private static final Logger log = LoggerFactory.getLogger(WebhookPortals.class);

    private final List<Webhook> webhooks;
    private final Portals portals;
    private final TransactionTemplate transaction;
    private final Clock clock;

    WebhookPortals(PortalProperties properties, Portals portals, TransactionTemplate transaction, Clock clock) {
        this.webhooks = properties.webhooks();
        this.portals = portals;
        this.transaction = transaction;
        this.clock = clock;
    }

    @Override
    public void run(ApplicationArguments args) {
        transaction.executeWithoutResult(_ -> {
            webhooks.stream().filter(webhook -> webhook.memberId() != null).forEach(this::configure);
            portals.findByMode(Portal.Mode.WEBHOOK).forEach(this::uninstallIfNotConfigured);
        });
    }

    private void configure(Webhook webhook) {
        if (webhook.memberId() != null) {
            store(new MemberId(webhook.memberId()), webhook);
        }
    }

    private void uninstallIfNotConfigured(Portal portal) {
        if (portal.state() == Portal.State.ACTIVE && find(portal).isEmpty()) {
            portal.markUninstalled(clock.instant());
            log.warn("Portal {} has left the configuration: its events are refused from now on", portal.memberId());
        }
    }

    /// Takes a portal for ours if the token is that of a configured webhook whose portal is not known yet.
    boolean learn(MemberId memberId, Secret applicationToken) {
        for (var webhook : webhooks) {
            boolean ours = webhook.memberId() == null || webhook.memberId().equals(memberId.value());
            if (ours && applicationToken.hasDigest(webhook.applicationToken().digest())) {
                transaction.executeWithoutResult(_ -> store(memberId, webhook));
                log.info("Portal {} is known by its webhook from now on", memberId);
                return true;
            }
        }
        return false;
    }

    private void store(MemberId memberId, Webhook webhook) {
        var portal = portals.lockByMemberId(memberId.value()).orElseGet(() -> new Portal(memberId));
        portal.configure(url(webhook), webhook.applicationToken(), clock.instant());
        portals.save(portal);
    }

    Optional<WebhookUrl> find(Portal portal) {
        return webhooks.stream()
                .filter(webhook -> portal.memberId().value().equals(webhook.memberId())
                        || portal.applicationTokenDigests().contains(webhook.applicationToken().digest()))
                .findFirst()
                .map(WebhookPortals::url);
    }

    private static WebhookUrl url(Webhook webhook) {
        return WebhookUrl.parse(webhook.restUrl()).orElseThrow();
    }
}
