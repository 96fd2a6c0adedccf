package io.b24mirror.chaos;

import java.io.IOException;

import io.b24mirror.simulation.SimulatedPortal;

/// The way of one instance to the portal and its authorization server, by proxies at a loopback address of its own. So
/// instances share one portal at one address, and still each has its own wire.
final class Wire implements AutoCloseable {
    private final String address;
    private final TcpProxy portal;
    private final TcpProxy authorizationServer;

    private Wire(String address, SimulatedPortal portal) {
        this.address = address;
        this.portal = proxy(portal.restUrl().getPort());
        authorizationServer = proxy(portal.authorizationServerUrl().getPort());
    }

    /// @param number
    ///            2 or more; each instance has its own
    static Wire to(SimulatedPortal portal, int number) {
        return new Wire("127.0.0." + number, portal);
    }

    private TcpProxy proxy(int port) {
        return TcpProxy.start(address, port, port, request -> request.contains("crm.timeline.comment.get"));
    }

    /// Has an instance use this wire.
    Seat connect(Seat seat) throws IOException {
        return seat.localhostIs(address);
    }

    /// Its way to the portal, with the readings of comments on record.
    TcpProxy toPortal() {
        return portal;
    }

    @Override
    public void close() {
        portal.close();
        authorizationServer.close();
    }
}
