package io.b24mirror;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Map;

/// Asks the service of this machine whether it is ready: the container's health check, whose image has no curl.
///
/// It starts every few seconds, so it takes the JDK's oldest client, which starts fastest.
record HealthProbe(URI readiness) {
    private static final int TIMEOUT_MILLIS = 3_000;

    static HealthProbe ofThisMachine() {
        return of(System.getenv());
    }

    static HealthProbe of(Map<String, String> environment) {
        var port = environment.getOrDefault("MANAGEMENT_SERVER_PORT", "8081");
        return new HealthProbe(URI.create("http://127.0.0.1:" + port + "/actuator/health/readiness"));
    }

    boolean isReady() {
        try {
            var connection = (HttpURLConnection) readiness.toURL().openConnection();
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            return connection.getResponseCode() == 200;
        } catch (IOException _) {
            return false;
        }
    }
}
