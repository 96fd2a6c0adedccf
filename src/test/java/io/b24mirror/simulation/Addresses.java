package io.b24mirror.simulation;

/// Where the portal and its authorization server are reached; a portal may be renamed.
final class Addresses {

    private volatile int portalPort;
    private volatile int authorizationPort;

    void portalAt(int port) {
        portalPort = port;
    }

    void authorizationAt(int port) {
        authorizationPort = port;
    }

    String domain() {
        return "localhost:" + portalPort;
    }

    String portal() {
        return "http://" + domain();
    }

    String clientEndpoint() {
        return portal() + "/rest/";
    }

    String authorizationDomain() {
        return "localhost:" + authorizationPort;
    }

    String authorization() {
        return "http://" + authorizationDomain();
    }

    String serverEndpoint() {
        return authorization() + "/rest/";
    }
}
