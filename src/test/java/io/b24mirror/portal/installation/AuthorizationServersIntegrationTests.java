package io.b24mirror.portal.installation;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;

import io.b24mirror.portal.MemberId;
import io.b24mirror.portal.PortalHostsExamples;
import io.b24mirror.portal.PortalProperties;
import io.b24mirror.portal.token.AuthorizationServer;
import io.b24mirror.portal.token.PortalAccess;
import io.b24mirror.portal.token.Renewal;
import io.b24mirror.portal.token.RestAccess;
import io.b24mirror.secret.Secret;
import io.b24mirror.simulation.SimulatedFaults;
import io.b24mirror.simulation.SimulatedPortal;
import io.b24mirror.testing.ServiceTest;

import static org.assertj.core.api.Assertions.assertThat;

/// Two authorization servers are configured, and the page of an older portal names neither.
class AuthorizationServersIntegrationTests extends ServiceTest {
    private final AuthorizationServer client;
    private final PortalAccess access;
    private SimulatedPortal other;

    @Autowired
    @SuppressWarnings("NullAway.Init") // started for every test
    AuthorizationServersIntegrationTests(AuthorizationServer client, PortalAccess access) {
        this.client = client;
        this.access = access;
    }

    @BeforeEach
    void startTheOtherServer() {
        other = SimulatedPortal.builder().clock(clock).start();
    }

    @AfterEach
    void closeTheOtherServer() {
        other.close();
    }

    @Test
    void findsTheServerThatKnowsTheToken() {
        assertThat(check(token())).isInstanceOfSatisfying(VerificationResult.Administrator.class,
                administrator -> assertThat(administrator.verified().serverEndpoint()).isEqualTo(endpoint(portal)));
        assertThat(other.calls("app.info")).isEqualTo(1);
    }

    @Test
    void findsItWhileAnotherDoesNotAnswer() {
        other.close();

        assertThat(check(token())).isInstanceOf(VerificationResult.Administrator.class);
    }

    /// The one that does not answer may be the one that knows it.
    @Test
    void doesNotRefuseWhileAServerThatMayKnowTheTokenDoesNotAnswer() {
        portal.faults().html("app.info", 1, 502);

        assertThat(check(token())).isInstanceOf(VerificationResult.Unavailable.class);

        other.faults().html("app.info", 1, 502);
        assertThat(check("guessed")).isInstanceOf(VerificationResult.Unavailable.class);
    }

    @Test
    void refusesATokenThatNoServerKnows() {
        assertThat(check("guessed")).isInstanceOfSatisfying(VerificationResult.Refused.class,
                refused -> assertThat(refused.reason()).startsWith("app.info answered "));
        assertThat(List.of(portal.calls("app.info"), other.calls("app.info"))).containsExactly(1L, 1L);
    }

    @Test
    void asksNoOtherServerThanThePostNames() {
        assertThat(check(token(), endpoint(other))).isInstanceOf(VerificationResult.Refused.class);
        assertThat(portal.calls("app.info")).isZero();
    }

    /// The answer of `captures/rest-17.json`: what it says of domain and scope is not about the portal.
    @Test
    void takesARenewalAsACapturedServerAnswersIt() throws Exception {
        install();
        portal.expireAccessTokens();
        var before = rows("select domain, scope, client_endpoint, server_endpoint, service_user_id from portal.portal");
        portal.faults().answer(SimulatedFaults.TOKEN, 1, 200, "application/json", capturedAnswer());

        assertThat(access.renewed(stored())).isInstanceOf(Renewal.Done.class);

        assertThat(instant("select expires_at from portal.credential"))
                .isEqualTo(Instant.parse("2026-06-01T13:09:42Z"));
        assertThat(stored().accessToken().reveal()).startsWith("96841d6a0012ab34");
        assertThat(rows("select domain, scope, client_endpoint, server_endpoint, service_user_id from portal.portal"))
                .isEqualTo(before);
    }

    private static String capturedAnswer() throws IOException {
        try (InputStream file = AuthorizationServersIntegrationTests.class
                .getResourceAsStream("/captures/rest-17.json")) {
            return JsonMapper.shared().readTree(Objects.requireNonNull(file)).path("answer").toString();
        }
    }

    private RestAccess.ByToken stored() {
        return (RestAccess.ByToken) access.to(new MemberId(portal.memberId()), null);
    }

    private String token() {
        portal.installSilently();
        return portal.issueTokens(1).accessToken();
    }

    private VerificationResult check(String token) {
        return check(token, null);
    }

    private VerificationResult check(String token, @Nullable URI server) {
        var properties = new PortalProperties(URI.create("https://b24.example.com"), "app.test", Secret.of("secret"),
                Secret.of("keyset"), List.of(other.authorizationServerUrl(), portal.authorizationServerUrl()),
                List.of("localhost"), true, Duration.ofDays(30), List.of());
        return new TokenVerifier(properties, PortalHostsExamples.of(properties), client).check(
                new VerificationRequest(new MemberId(portal.memberId()), null, server, Secret.of(token), null));
    }

    private static URI endpoint(SimulatedPortal of) {
        return of.authorizationServerUrl().resolve("/rest/");
    }
}
