package io.b24mirror.bitrix.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import javax.net.ssl.SSLHandshakeException;

import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

import io.b24mirror.secret.Secret;

/// Sends one request and reads any reply. Neither addresses nor bodies get into messages: the address may be that of
/// an incoming webhook, and bodies contain tokens.
@Component
public class RestTransport {
    private static final int MAX_ANSWER_BYTES = 64 * 1024 * 1024;
    private static final String HINT = "is its certificate valid?";

    private final RestClient client;
    private final JsonMapper json;

    RestTransport(RestClient bitrixRestClient, JsonMapper json) {
        this.client = bitrixRestClient;
        this.json = json;
    }

    /// Posts a JSON body.
    public Reply postJson(URI url, @Nullable Secret bearer, Object body) {
        return post(url, bearer, MediaType.APPLICATION_JSON, json.writeValueAsBytes(body));
    }

    /// Posts a body of that type.
    public Reply post(URI url, @Nullable Secret bearer, MediaType type, byte[] body) {
        try {
            var request = client.post().uri(url).contentType(type).accept(MediaType.APPLICATION_JSON);
            if (bearer != null) {
                request.headers(headers -> headers.setBearerAuth(bearer.reveal()));
            }
            return request.body(body).exchangeForRequiredValue((_, response) -> read(response));
        } catch (ResourceAccessException e) {
            return unreachable(e.getCause());
        }
    }

    /// Gets a public document.
    public Reply get(URI url) {
        try {
            return client.get()
                    .uri(url)
                    .accept(MediaType.APPLICATION_JSON)
                    .exchangeForRequiredValue((_, response) -> read(response));
        } catch (ResourceAccessException e) {
            return unreachable(e.getCause());
        }
    }

    private Reply read(ClientHttpResponse response) throws IOException {
        var status = response.getStatusCode();
        if (status.is3xxRedirection()) {
            return new Reply.Moved(status.value(), location(response));
        }
        var bytes = response.getBody().readNBytes(MAX_ANSWER_BYTES + 1);
        if (bytes.length > MAX_ANSWER_BYTES) {
            return new Reply.Unusable("an answer of more than " + MAX_ANSWER_BYTES + " bytes", true);
        }
        return parse(bytes, status);
    }

    private static @Nullable URI location(ClientHttpResponse response) {
        try {
            return response.getHeaders().getLocation();
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    private Reply parse(byte[] bytes, HttpStatusCode status) {
        try {
            JsonNode body = json.readTree(bytes);
            return body.isObject() ? new Reply.Json(status.value(), body) : notJson(status);
        } catch (JacksonException _) {
            return notJson(status);
        }
    }

    private static Reply notJson(HttpStatusCode status) {
        return new Reply.Unusable("HTTP " + status.value() + " without a JSON object", true);
    }

    private static Reply unreachable(@Nullable Throwable cause) {
        return switch (cause) {
            case AnswerDeadline.PassedException passed -> new Reply.Unusable(passed.reason(), true);
            case GuardedTarget.RefusedException refused -> new Reply.Unusable(refused.reason(), false);
            case UnknownHostException _ -> new Reply.Unusable("the host name leads to no usable address", false);
            case ConnectionRequestTimeoutException _ ->
                new Reply.Unusable("no connection was free within the time allowed", false);
            case SSLHandshakeException _ -> new Reply.Unusable("no secure connection: " + HINT, false);
            case ConnectTimeoutException _ -> new Reply.Unusable("no connection within the time allowed", false);
            case ConnectException _ -> new Reply.Unusable("the connection was refused", false);
            case NoRouteToHostException _ -> new Reply.Unusable("no route to the host", false);
            case null -> new Reply.Unusable("the connection failed", true);
            default -> new Reply.Unusable("the connection failed: " + cause.getClass().getSimpleName(), true);
        };
    }
}
