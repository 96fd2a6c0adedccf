package io.b24mirror.chaos;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

import io.b24mirror.simulation.SimulatedPortal;

/// Posts made-up installations at a steady rate from an address of its own, whatever is answered: events and pages,
/// about portals that exist and portals that do not.
final class ClaimFlood implements AutoCloseable {
    private final URI handler;
    private final URI server;
    private final List<SimulatedPortal> victims;
    private final Map<Integer, Long> statuses = new ConcurrentSkipListMap<>();
    private final SteadyPosts steady;

    private ClaimFlood(URI handler, List<SimulatedPortal> victims, int perMinute) throws IOException {
        this.handler = handler;
        this.victims = victims;
        server = URI.create(victims.getFirst().authorizationServerUrl() + "/rest/");
        steady = new SteadyPosts("flood", Duration.ofMinutes(1).dividedBy(perMinute),
                HttpClient.newBuilder().localAddress(InetAddress.getByName("127.0.0.66")), this::post);
    }

    /// Begins to post.
    ///
    /// @param victims
    ///            portals whose member_id is known to the strangers; the first one's authorization server is asked
    static ClaimFlood start(URI handler, List<SimulatedPortal> victims, int perMinute) throws IOException {
        var flood = new ClaimFlood(handler, victims, perMinute);
        flood.steady.start();
        return flood;
    }

    private void post(int number, long dueNanos) {
        boolean page = number % 10 == 9;
        int status = page
                ? steady.post(handler.resolve("/bitrix24/install"), page(number))
                : steady.post(handler, event(number));
        statuses.merge(status, 1L, Long::sum);
    }

    /// Every third one is about a portal that exists.
    private String memberId(int number) {
        return number % 3 == 0 ? victims.get(number / 3 % victims.size()).memberId() : "%032x".formatted(number);
    }

    private Map<String, String> event(int number) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("event", "ONAPPINSTALL");
        fields.put("data[VERSION]", "1");
        fields.put("ts", Integer.toString(number));
        fields.put("auth[domain]", "d" + number % 50 + ".bitrix24.com");
        fields.put("auth[client_endpoint]", victims.getFirst().restUrl().toString());
        fields.put("auth[server_endpoint]", server.toString());
        fields.put("auth[member_id]", memberId(number));
        fields.put("auth[access_token]", "guessed" + number);
        fields.put("auth[refresh_token]", "guessed" + number);
        fields.put("auth[expires_in]", "3600");
        fields.put("auth[application_token]", "guessed" + number);
        fields.put("auth[scope]", "x".repeat(1_000));
        return fields;
    }

    private Map<String, String> page(int number) {
        return Map.of("AUTH_ID", "guessed" + number, "REFRESH_ID", "guessed" + number, "member_id", memberId(number),
                "SERVER_ENDPOINT", server.toString(), "action", "authorize");
    }

    /// How often each status was answered; 0 stands for no answer.
    Map<Integer, Long> statuses() {
        return Map.copyOf(statuses);
    }

    /// Stops posting, and waits for the answers that are still to come.
    ///
    /// @return how often each status was answered; 0 stands for no answer
    Map<Integer, Long> stop() throws InterruptedException {
        steady.stop();
        return statuses();
    }

    @Override
    public void close() {
        steady.close();
    }
}
