package io.b24mirror.intake.delivery;

import java.util.List;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

import io.b24mirror.intake.EventCatalog;
import io.b24mirror.intake.EventEffect;
import io.b24mirror.intake.event.Fingerprint;
import io.b24mirror.portal.PortalEvent;

/// Logs the delivery of an installation in the transaction that verified it, and releases the events that came
/// too early.
@Component
class InstallationLog {
    private final DeliveryWriter writer;
    private final Quarantine quarantine;

    InstallationLog(DeliveryWriter writer, Quarantine quarantine) {
        this.writer = writer;
        this.quarantine = quarantine;
    }

    @EventListener
    void on(PortalEvent.Installed installed) {
        if (installed.data() != null) {
            writer.write(List.of(delivery(installed, installed.data())));
        }
        quarantine.release(installed.memberId());
    }

    private static Delivery delivery(PortalEvent.Installed installed, String data) {
        var fingerprint = Fingerprint.of(installed, data);
        return new Delivery(fingerprint.arrivalAt(installed.receivedAt()), fingerprint, installed.memberId(),
                EventCatalog.INSTALL,
                installed.eventHandlerId(), null, installed.userId(), installed.eventAt(), installed.receivedAt(), data,
                new EventEffect.None(), null);
    }
}
