package io.b24mirror.bitrix;

import java.net.URI;
import java.util.Optional;

import tools.jackson.databind.JsonNode;

import org.springframework.stereotype.Component;

import io.b24mirror.bitrix.http.Reply;
import io.b24mirror.bitrix.http.RestTransport;

/// Gets public documents of Bitrix24, with the same care as all other requests: guarded addresses, TLS, no redirects,
/// bounded in size and time.
@Component
public class PublishedDocuments {
    private final RestTransport transport;

    PublishedDocuments(RestTransport transport) {
        this.transport = transport;
    }

    /// Gets a JSON object; empty if there is no answer, or it is anything else.
    public Optional<JsonNode> get(URI address) {
        return switch (transport.get(address)) {
            case Reply.Json json -> json.status() == 200 ? Optional.of(json.body()) : Optional.empty();
            case Reply.Moved _,Reply.Unusable _ -> Optional.empty();
        };
    }
}
