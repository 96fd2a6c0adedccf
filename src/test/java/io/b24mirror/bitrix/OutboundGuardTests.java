package io.b24mirror.bitrix;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import io.b24mirror.portal.EventForm;
import io.b24mirror.simulation.SimulatedPortal;
import io.b24mirror.testing.Ports;
import io.b24mirror.testing.ServiceTest;

import static org.assertj.core.api.Assertions.assertThat;

/// Addresses of this machine in every way they can be written, in every place where a stranger can write one: a canary
/// that listens there is never called.
///
/// The service may call any public host, and the simulated portal because its host and port are named.
class OutboundGuardTests extends ServiceTest {
    private static final int PORTAL_PORT = Ports.free();

    private final Canary canary = new Canary();

    /// Counts who connects, on all addresses of this machine.
    private static final class Canary implements AutoCloseable {
        private final ServerSocket socket;
        private final AtomicInteger connections = new AtomicInteger();

        Canary() {
            try {
                socket = new ServerSocket(0, 50, InetAddress.ofLiteral("::"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Thread.ofVirtual().start(this::count);
        }

        private void count() {
            while (!socket.isClosed()) {
                try (var _ = socket.accept()) {
                    connections.incrementAndGet();
                } catch (IOException _) {
                    return;
                }
            }
        }

        int port() {
            return socket.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @DynamicPropertySource
    static void anyPublicHostAndThePortal(DynamicPropertyRegistry registry) {
        registry.add("b24.portal-hosts", () -> "*,localhost:" + PORTAL_PORT);
    }

    @Override
    protected SimulatedPortal newPortal() {
        return portalSettings().port(PORTAL_PORT).start();
    }

    @AfterEach
    void endTheCanary() throws IOException {
        canary.close();
    }

    private static final List<String> WAYS_TO_THIS_MACHINE = List.of("localhost", "LOCALHOST", "localhost.",
            "127.0.0.1", "127.1", "127.0.1", "127.000.000.001", "127.255.255.254", "2130706433", "0x7f000001",
            "0x7f.0x0.0x0.0x1", "017700000001", "0177.0.0.1", "0.0.0.0", "0", "[::1]", "[::]", "[0:0:0:0:0:0:0:1]",
            "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[::ffff:0:127.0.0.1]", "[64:ff9b::127.0.0.1]",
            "[2002:7f00:1::]", "[::1%25lo]", "localhost%00.example.com", "user@localhost", "example.com@localhost",
            "localhost#", "localhost?", "①②⑦.⓪.⓪.①");

    private static final List<String> NEIGHBOURS = List.of("169.254.169.254", "[fd00:ec2::254]", "100.100.100.200",
            "10.0.0.1", "192.168.0.1", "172.17.0.1", "[fe80::1]", "metadata.google.internal");

    @Test
    void callsNobodyBecauseAnInstallationNamesHimAsThePortal() throws InterruptedException {
        portal.install(handler());
        var genuine = EventForm.of(portal.events().waiting().getLast().body());

        for (var address : addresses("/rest/")) {
            confirmAs(address);
            genuine.with("auth[client_endpoint]", address).with("auth[domain]", authority(address)).postTo(handler());
            work();

            assertThat(canary.connections).as(address).hasValue(0);
            portal.faults().clear();
            clock.advance(Duration.ofHours(2));
            work();
        }

        assertThat(rows("select * from portal.portal")).isEmpty();
    }

    @Test
    void callsNobodyBecauseAnInstallationNamesHimAsTheAuthorizationServer() throws InterruptedException {
        portal.install(handler());
        var genuine = EventForm.of(portal.events().waiting().getLast().body());

        for (var address : addresses("/rest/")) {
            genuine.with("auth[server_endpoint]", address).postTo(handler());
            work();

            assertThat(canary.connections).as(address).hasValue(0);
        }

        assertThat(rows("select * from portal.portal")).isEmpty();
    }

    @Test
    void callsNobodyBecauseAPortalRedirectsToHim() throws InterruptedException {
        install();

        for (var address : addresses("")) {
            portal.faults().redirect("batch", 1, address);
            confirmAs(address + "/rest/");
            portal.comments().add("deal", 7, 1, "Read by a batch");
            deliverAndWork();

            assertThat(portal.faults().pending("batch")).as(address).isZero();
            assertThat(canary.connections).as(address).hasValue(0);
            comeBack();
        }

        assertThat(value("select count(*) from reporting.timeline_comments", Integer.class))
                .isEqualTo(addresses("").size());
    }

    private void comeBack() {
        portal.faults().clear();
        jdbc.sql("update portal.portal set client_endpoint = :endpoint")
                .param("endpoint", portal.restUrl().toString())
                .update();
        clock.advance(Duration.ofMinutes(11));
        work();
    }

    /// Lets the authorization server say that the portal is at this address, as one would that is not honest, or that
    /// was told so by the portal.
    private void confirmAs(String clientEndpoint) {
        portal.faults().answer("app.info", 1, 200, "application/json", """
                {"result": {"client_id": "app.test", "user_id": "1", "scope": "calendar", "install": {"status": "L",
                 "member_id": "%s", "domain": "%s", "client_endpoint": "%s"}}}
                """.formatted(portal.memberId(), authority(clientEndpoint), clientEndpoint));
    }

    private static String authority(String address) {
        return address.replaceAll("^https?://|/rest/$", "");
    }

    private List<String> addresses(String path) {
        var here = WAYS_TO_THIS_MACHINE.stream()
                .flatMap(host -> Stream.of("http", "https")
                        .map(scheme -> "%s://%s:%d%s".formatted(scheme, host, canary.port(), path)));
        return Stream.concat(here, NEIGHBOURS.stream().map(host -> "http://" + host + path)).toList();
    }
}
