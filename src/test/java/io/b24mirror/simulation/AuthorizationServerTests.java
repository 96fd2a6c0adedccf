package io.b24mirror.simulation;

import java.net.URI;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AuthorizationServerTests extends SimulationTest {

    private static final String APP = "client_id=app.1&client_secret=simulated-client-secret";

    private String refresh(String refreshToken) {
        return APP + "&grant_type=refresh_token&refresh_token=" + refreshToken;
    }

    @Test
    void accessTokenLivesAnHour() {
        clock.advance(Duration.ofSeconds(3599));
        assertThat(call("profile", "{}").status()).isEqualTo(200);

        clock.advance(Duration.ofSeconds(1));
        var late = call("profile", "{}");

        assertThat(late.status()).isEqualTo(401);
        assertThat(late.body().toString()).isEqualTo("{\"error\":\"expired_token\","
                + "\"error_description\":\"The access token provided has expired.\"}");
    }

    @Test
    void refusesUnknownAndMissingTokens() {
        assertThat(client.json(portal.restUrl().resolve("profile"), "nonsense", "{}").error())
                .isEqualTo("invalid_token");
        assertThat(client.form(portal.restUrl().resolve("profile"), "").error()).isEqualTo("NO_AUTH_FOUND");
    }

    @Test
    void takesTokenFromBodyOfEitherKind() {
        var uri = portal.restUrl().resolve("profile.json");

        assertThat(client.form(uri, "auth=" + tokens.accessToken()).status()).isEqualTo(200);
        assertThat(client.form(uri, "access_token=" + tokens.accessToken()).status()).isEqualTo(200);
    }

    @Test
    void rotatesRefreshTokenOnEachUse() {
        portal.expireAccessTokens();
        var first = token(refresh(tokens.refreshToken()));

        assertThat(first.body().path("access_token").asString()).hasSizeBetween(32, 70);
        assertThat(first.body().path("refresh_token").asString()).isNotEqualTo(tokens.refreshToken());
        assertThat(first.body().path("expires").isNumber()).isTrue();
        assertThat(first.body().path("user_id").isNumber()).isTrue();
        assertThat(first.body().path("scope").asString()).isEqualTo("app");
        assertThat(first.body().path("domain").asString()).isNotEqualTo(portal.domain());
        assertThat(portal.renewals()).isEqualTo(1);
        assertThat(portal.earlyRenewals()).isZero();
    }

    @Test
    void refusesRefreshTokenThatWasUsed() {
        token(refresh(tokens.refreshToken()));
        var again = token(refresh(tokens.refreshToken()));

        assertThat(again.status()).isEqualTo(400);
        assertThat(again.error()).isEqualTo("invalid_grant");
        assertThat(portal.violations()).extracting(Violation::kind)
                .containsExactly(Violation.Kind.REFRESH_TOKEN_REUSED);
    }

    @Test
    void countsRenewalOfTokenThatWasStillGood() {
        token(refresh(tokens.refreshToken()));

        assertThat(portal.earlyRenewals()).isEqualTo(1);
        assertThat(portal.violations()).isEmpty();
    }

    @Test
    void refreshTokenLives30Days() {
        clock.advance(Duration.ofDays(30));

        assertThat(token(refresh(tokens.refreshToken())).error()).isEqualTo("invalid_grant");
    }

    @Test
    void reportsWrongClientWithStatus200() {
        var reply = token("client_id=other&client_secret=x&grant_type=refresh_token&refresh_token=y");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.error()).isEqualTo("wrong_client");
    }

    @Test
    void reportsWrongSecretAndMissingParameters() {
        assertThat(token("client_id=app.1&client_secret=x&grant_type=refresh_token&refresh_token=y").error())
                .isEqualTo("invalid_client");
        assertThat(token(APP + "&grant_type=refresh_token").error()).isEqualTo("invalid_request");
    }

    @Test
    void exchangesCodeOnceWithin30Seconds() {
        var code = portal.issueAuthorizationCode(1);
        var late = portal.issueAuthorizationCode(1);
        var form = APP + "&grant_type=authorization_code&code=";

        assertThat(token(form + code).status()).isEqualTo(200);
        assertThat(token(form + code).error()).isEqualTo("invalid_grant");
        clock.advance(Duration.ofSeconds(30));
        assertThat(token(form + late).error()).isEqualTo("invalid_grant");
    }

    @Test
    void tellsWhoseTokenItIs() {
        var reply = client.json(URI.create(portal.authorizationServerUrl() + "/rest/app.info"), tokens.accessToken(),
                "{}");

        assertThat(reply.result().path("client_id").asString()).isEqualTo("app.1");
        assertThat(reply.result().path("user_id").asString()).isEqualTo("1");
        assertThat(reply.result().path("expires").asString()).isEqualTo("2026-03-02T11:00:00+00:00");
        assertThat(reply.result().path("install").path("member_id").asString()).isEqualTo(portal.memberId());
        assertThat(reply.result().path("install").path("client_endpoint").asString())
                .isEqualTo(portal.restUrl().toString());
    }

    @Test
    void forgetsAllTokensWithTheApp() {
        portal.uninstall(true);

        assertThat(call("profile", "{}").error()).isEqualTo("APPLICATION_NOT_FOUND");
        assertThat(token(refresh(tokens.refreshToken())).error()).isEqualTo("invalid_client");
    }

    @Test
    void refusesTokenOfDismissedUser() {
        var clara = portal.users().add("Clara Chen");
        var hers = portal.issueTokens(clara);
        portal.users().dismiss(clara);

        assertThat(callAs(hers, "profile", "{}").error()).isEqualTo("authorization_error");
    }
}
