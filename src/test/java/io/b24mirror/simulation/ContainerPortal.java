package io.b24mirror.simulation;

import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A portal for proving the container image, which runs beside the service in its network: it installs the app and,
/// once it is subscribed, plans an event. Prints what happens and runs until it is stopped.
///
/// The arguments are the ports of the portal and of the authorization server, the handler URL and the event's name.
public final class ContainerPortal {

    private ContainerPortal() {}

    public static void run(List<String> args) throws InterruptedException {
        var portal = SimulatedPortal.builder()
                .ports(Integer.parseInt(args.get(0)), Integer.parseInt(args.get(1)))
                .start();
        portal.install(URI.create(args.get(2)));
        while (!portal.subscribedEvents().contains("ONCALENDARENTRYADD")) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
        System.out.println("The app is installed and subscribed");
        var section = portal.calendar().addSection("user", 1, "Work");
        var event = portal.calendar().addEvent(section, EventDraft.named(args.get(3)));
        System.out.printf("Event %d is in section %d%n", event, section);
        Thread.currentThread().join();
    }
}
