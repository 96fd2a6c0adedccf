package io.b24mirror.startup;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.b24mirror.startup.UnknownVariables.Unknown;

import static org.assertj.core.api.Assertions.assertThat;

class UnknownVariablesTests {
    private final UnknownVariables variables = new UnknownVariables(List.of(Rates.class, Portals.class));

    record Rates(double ratePerSecond, int rateBurst) {}

    record Portals(List<Webhook> webhooks, List<String> portalHosts) {}

    record Webhook(String restUrl) {}

    @Test
    void suggestsTheMostSimilarKnownName() {
        assertThat(variables.among(List.of("B24_RATE_PER_SECONDS", "B24_PORTAL_HOST", "B24_WEBHOOK_0_REST_URL")))
                .containsExactly(new Unknown("B24_PORTAL_HOST", "B24_PORTAL_HOSTS"),
                        new Unknown("B24_RATE_PER_SECONDS", "B24_RATE_PER_SECOND"),
                        new Unknown("B24_WEBHOOK_0_REST_URL", "B24_WEBHOOKS_0_REST_URL"));
    }

    @Test
    void findsNothingAmongKnownAndForeignOnes() {
        assertThat(variables.among(List.of("B24_RATE_PER_SECOND", "B24_WEBHOOKS_12_REST_URL", "PATH", "XB24_X")))
                .isEmpty();
    }
}
