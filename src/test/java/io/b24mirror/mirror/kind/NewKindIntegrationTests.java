package io.b24mirror.mirror.kind;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.test.context.TestPropertySource;

import io.b24mirror.reconciliation.SweepTest;
import io.b24mirror.testing.BasicLogin;

import static org.assertj.core.api.Assertions.assertThat;

/// A new kind of record is one package and one migration: nothing else of the service knows deals.
@TestPropertySource(properties = {"spring.flyway.locations=classpath:db/migration,classpath:com/example/deal",
        "b24.reporting-password=reporting-password-of-the-tests",
        "b24.operator-password=operator-password-of-the-tests"})
class NewKindIntegrationTests extends SweepTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String READER = BasicLogin.of("reporting", "reporting-password-of-the-tests");
    private static final String OPERATOR = BasicLogin.of("operator", "operator-password-of-the-tests");

    @TestConfiguration(proxyBeanMethods = false)
    @ComponentScan("com.example.deal")
    static class Deals {}

    @Test
    void followsItsEvents() throws InterruptedException {
        installAtLast();
        long deal = portal.deals().add("Roof", "1200.50");
        deliverAndWork();
        clock.advance(Duration.ofMinutes(1));
        portal.deals().move(deal, "WON");
        deliverAndWork();
        clock.advance(Duration.ofMinutes(1));
        portal.deals().delete(deal);
        deliverAndWork();

        assertThat(texts("select concat_ws(' ', title, stage, amount, deleted_at is not null) from reporting.deals"))
                .containsExactly("Roof WON 1200.50 t");
        assertThat(texts("select stage || ' ' || layer from reporting.deals_history order by valid_from"))
                .containsExactly("NEW ONLINE", "WON ONLINE");
        assertThat(texts("select what from reporting.record_updates where record_kind = 'crm_deal' order by 1"))
                .containsExactly("CHANGED", "DELETED");
        assertThat(texts("""
                select concat_ws(' ', layer, added, changed, deleted)
                from reporting.completeness
                where record_kind = 'crm_deal'
                """)).containsExactly("ONLINE 1 1 1");
        assertThat(texts("select versions::text from reporting.record_latency where record_kind = 'crm_deal'"))
                .containsExactly("2");
        assertThat(texts("select record_kind from reporting.history_kept")).contains("crm_deal");
        assertThat(texts("""
                select record_kind from reporting.freshness where last_fetched_at is not null
                """)).contains("crm_deal");
    }

    @Test
    void isSweptForWhatEventsMissed() throws InterruptedException {
        installAtLast();
        long lost = portal.deals().add("Lost", "1");
        long kept = portal.deals().add("Kept", "2");
        deliverAndWork();
        sweep();
        portal.deals().delete(lost);
        portal.deals().move(kept, "WON");
        portal.deals().add("Missed", "3");
        portal.events().dropWaiting();
        clock.advance(Duration.ofDays(2));

        sweep();

        assertThat(texts("""
                select concat_ws(' ', title, stage, deleted_at is not null, layer) from reporting.deals order by deal_id
                """)).containsExactly("Lost NEW t ONLINE", "Kept WON f SWEEP", "Missed NEW f SWEEP");
    }

    @Test
    void isListedAndReadAgainByTheApi() throws IOException, InterruptedException {
        installAtLast();
        long deal = portal.deals().add("Roof", "1200.50");
        deliverAndWork();
        var address = "/api/v1/deals/%s/%d".formatted(portal.memberId(), deal);

        assertThat(json(get("/api/v1/deals?stage=NEW")).path("items").size()).isEqualTo(1);
        assertThat(json(get(address)).path("title").asString()).isEqualTo("Roof");
        assertThat(json(get(address + "/history")).path("items").size()).isEqualTo(1);

        portal.deals().move(deal, "WON");
        portal.events().dropWaiting();
        clock.advance(Duration.ofMinutes(1));
        var refetch = send(request("/api/v1/portals/%s/records/crm_deal/%d/refetch".formatted(portal.memberId(), deal),
                OPERATOR).POST(BodyPublishers.noBody()));
        work();

        assertThat(refetch.statusCode()).isEqualTo(202);
        assertThat(json(get(address)).path("stage").asString()).isEqualTo("WON");
    }

    @Test
    void isDescribed() throws IOException, InterruptedException {
        var document = send(request("/v3/api-docs", OPERATOR)).body();

        assertThat(document).contains("/api/v1/deals").contains("crm_deal");
    }

    private HttpResponse<String> get(String address) throws IOException, InterruptedException {
        return send(request(address, READER));
    }

    private HttpRequest.Builder request(String address, String login) {
        return HttpRequest.newBuilder(handler().resolve(address)).header("Authorization", login);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JsonMapper.shared().readTree(response.body());
    }
}
