package io.b24mirror.report;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.test.context.TestPropertySource;

import io.b24mirror.testing.BasicLogin;
import io.b24mirror.testing.ServiceTest;

import static org.assertj.core.api.Assertions.assertThat;

/// Asks the read API as the user `reporting`.
@TestPropertySource(properties = {"b24.reporting-password=" + ReportTest.PASSWORD,
        "b24.operator-password=" + ReportTest.OPERATOR_PASSWORD})
public abstract class ReportTest extends ServiceTest {
    protected static final String PASSWORD = "reporting-password-of-the-tests";
    protected static final String OPERATOR_PASSWORD = "operator-password-of-the-tests";

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    protected static final String LOGIN = BasicLogin.of("reporting", PASSWORD);

    /// Puts so many events into a portal's copy, the first with the given id: an hour each, one after the other.
    protected void putEvents(String memberId, long firstId, int count) {
        jdbc.sql(
                """
                        insert into mirror.calendar_event
                            (member_id, event_id, parent_id, section_id, calendar_type, owner_id, name, starts_at, ends_at,
                             all_day, time_zone, duration_seconds, is_meeting, is_private, is_masked, raw, fetched_at, seen_at,
                             valid_from, content_hash, is_addition, layer)
                        select :memberId, id, id, id % 10, 'user', id % 100, 'Event ' || id,
                               timestamptz '2026-06-01 00:00Z' + id * interval '1 hour',
                               timestamptz '2026-06-01 01:00Z' + id * interval '1 hour', false, 'UTC', 3600, false, false,
                               false, jsonb_build_object('ID', id::text), timestamptz '2026-06-01 00:00Z' + id * interval '1 second',
                               timestamptz '2026-06-01 00:00Z' + id * interval '1 second',
                               timestamptz '2026-06-01 00:00Z' + id * interval '1 second', '\\x00', true, 'BACKFILL'
                        from generate_series(cast(:first as bigint), cast(:last as bigint)) as id
                        """)
                .param("memberId", memberId)
                .param("first", firstId)
                .param("last", firstId + count - 1)
                .update();
        jdbc.sql("""
                insert into mirror.calendar_occurrence (member_id, event_id, number, starts_at, ends_at)
                select member_id, event_id, 0, starts_at, ends_at
                from mirror.calendar_event
                where member_id = :memberId and event_id between :first and :last
                """)
                .param("memberId", memberId)
                .param("first", firstId)
                .param("last", firstId + count - 1)
                .update();
        if (count > 1) {
            jdbc.sql("analyze mirror.calendar_event, mirror.calendar_occurrence").update();
        }
    }

    protected HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(handler().resolve(path)).header("Authorization", LOGIN);
    }

    protected HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return HTTP.send(to(path).build(), BodyHandlers.ofString());
    }

    protected HttpResponse<String> get(String path, String header, String value)
            throws IOException, InterruptedException {
        return HTTP.send(to(path).header(header, value).build(), BodyHandlers.ofString());
    }

    protected HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    protected HttpResponse<String> getAsNobody(String path) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(handler().resolve(path)).build(), BodyHandlers.ofString());
    }

    protected HttpResponse<String> head(String path) throws IOException, InterruptedException {
        return HTTP.send(to(path).HEAD().build(), BodyHandlers.ofString());
    }

    protected HttpResponse<String> post(String path) throws IOException, InterruptedException {
        return HTTP.send(to(path).POST(BodyPublishers.noBody()).build(), BodyHandlers.ofString());
    }

    /// Acts as the user `operator`.
    protected HttpResponse<String> act(String method, String path) throws IOException, InterruptedException {
        return HTTP.send(to(path).setHeader("Authorization", BasicLogin.of("operator", OPERATOR_PASSWORD))
                .method(method, BodyPublishers.noBody())
                .build(), BodyHandlers.ofString());
    }

    protected InputStream stream(String path, String accept) throws IOException, InterruptedException {
        var answer = HTTP.send(to(path).header("Accept", accept).build(), BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    /// The body of an answer that has to be a success.
    protected JsonNode json(String path) throws IOException, InterruptedException {
        var answer = get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JsonMapper.shared().readTree(answer.body());
    }
}
