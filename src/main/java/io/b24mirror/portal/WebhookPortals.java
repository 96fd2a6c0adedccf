package io.b24mirror.portal;

import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

import io.b24mirror.portal.PortalProperties.Webhook;
import io.b24mirror.secret.Secret;

/// The portals of webhook mode. They come from the configuration and are usable at once; one whose `member_id` is not
/// configured is known from the first event that carries its application token.
///
/// The incoming webhook's URL stays in the configuration: it is a password, and the database has no use for it.
@Component
public class WebhookPortals implements ApplicationRunner {
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
        webhooks.stream().map(Webhook::memberId).filter(Objects::nonNull).distinct().forEach(this::ensureKnown);
        portals.findByMode(Portal.Mode.WEBHOOK).forEach(portal -> refresh(portal.memberId()));
    }

    /// Under a lock: other instances may start at this moment.
    private void refresh(MemberId memberId) {
        transaction.executeWithoutResult(_ -> portals.lockByMemberId(memberId.value())
                .filter(portal -> portal.mode() == Portal.Mode.WEBHOOK)
                .ifPresent(this::refresh));
    }

    private void ensureKnown(String memberId) {
        var webhook = webhooks.stream().filter(one -> memberId.equals(one.memberId())).findFirst().orElseThrow();
        insertOrUpdate(new MemberId(memberId), webhook);
    }

    /// Drops the tokens that were taken out of the configuration: that is how a leaked token is revoked.
    private void refresh(Portal portal) {
        var configured = webhooks.stream().filter(webhook -> isOf(portal, webhook)).toList();
        if (!configured.isEmpty()) {
            portal.keepApplicationTokens(configured.stream().map(one -> one.applicationToken().digest()).toList());
            configured.forEach(webhook -> portal.configure(url(webhook), webhook.applicationToken(), clock.instant()));
        } else if (portal.state() == Portal.State.ACTIVE) {
            portal.markUninstalled(null, clock.instant());
            log.warn("Portal {} has left the configuration: its events are refused from now on", portal.memberId());
        }
    }

    /// Lets a portal in if the token is that of a configured webhook whose portal is not known yet. A known portal has
    /// to be at the webhook's address, so that the token of one portal does not open another.
    boolean learn(MemberId memberId, Secret applicationToken) {
        for (var webhook : webhooks) {
            if (applicationToken.hasDigest(webhook.applicationToken().digest()) && mayBeOf(memberId, webhook)) {
                insertOrUpdate(memberId, webhook);
                log.info("Portal {} is known by its webhook from now on", memberId);
                return true;
            }
        }
        return false;
    }

    private boolean mayBeOf(MemberId memberId, Webhook webhook) {
        if (webhook.memberId() != null) {
            return webhook.memberId().equals(memberId.value());
        }
        return portals.findByMemberId(memberId.value())
                .map(portal -> portal.mayBeServedBy(url(webhook)))
                .orElseGet(() -> portals.findByMode(Portal.Mode.WEBHOOK)
                        .stream()
                        .noneMatch(portal -> !portal.memberId().equals(memberId) && isOf(portal, webhook)));
    }

    /// The first events of a portal arrive together, and at several instances, so the second attempt finds what another
    /// one stored.
    private void insertOrUpdate(MemberId memberId, Webhook webhook) {
        try {
            transaction.executeWithoutResult(_ -> store(memberId, webhook));
        } catch (DataIntegrityViolationException | ConcurrencyFailureException _) {
            transaction.executeWithoutResult(_ -> store(memberId, webhook));
        }
    }

    private void store(MemberId memberId, Webhook webhook) {
        var portal = portals.lockByMemberId(memberId.value()).orElseGet(() -> new Portal(memberId));
        portal.configure(url(webhook), webhook.applicationToken(), clock.instant());
        portals.save(portal);
    }

    private static boolean isOf(Portal portal, Webhook webhook) {
        return webhook.memberId() != null
                ? webhook.memberId().equals(portal.memberId().value())
                : portal.applicationTokenDigests().contains(webhook.applicationToken().digest());
    }

    /// An incoming webhook by which a portal is called.
    ///
    /// @param setting
    ///            the variable that holds it, for example `B24_WEBHOOKS_0_REST_URL`
    public record IncomingWebhook(Secret url, long userId, String setting) {}

    /// How the portal is called; by the first of its webhooks, if it has several.
    public Optional<IncomingWebhook> incomingWebhook(Portal portal) {
        return IntStream.range(0, webhooks.size())
                .filter(i -> isOf(portal, webhooks.get(i)))
                .mapToObj(i -> incomingWebhook(url(webhooks.get(i)), "B24_WEBHOOKS_%d_REST_URL".formatted(i)))
                .findFirst();
    }

    private static IncomingWebhook incomingWebhook(WebhookUrl url, String setting) {
        return new IncomingWebhook(url.url(), url.userId(), setting);
    }

    private static WebhookUrl url(Webhook webhook) {
        return WebhookUrl.parse(webhook.restUrl()).orElseThrow();
    }
}
