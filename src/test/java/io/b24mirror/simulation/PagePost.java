package io.b24mirror.simulation;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;

/// The POST by which a browser opens a page of the app inside the portal, such as its installer page.
///
/// @param uri
///            the page's address with `DOMAIN`, `PROTOCOL`, `LANG` and `APP_SID`
/// @param form
///            what stands in the body, `AUTH_ID` and `APPLICATION_TOKEN` among it
public record PagePost(URI uri, Map<String, String> form) {

    public PagePost {
        form = Map.copyOf(form);
    }

    /// The same without a key.
    public PagePost without(String key) {
        var rest = new LinkedHashMap<>(form);
        rest.remove(key);
        return new PagePost(uri, rest);
    }

    /// The same as portals sent it until November 2024 at least, and portals of one's own may still.
    public PagePost ofAnOlderPortal() {
        return without("SERVER_ENDPOINT").without("APPLICATION_TOKEN").without("APPLICATION_SCOPE");
    }

    /// The same at another address, for example without a query.
    public PagePost at(URI other) {
        return new PagePost(other, form);
    }

    /// The same with another value, as a forger sends it.
    public PagePost with(String key, String value) {
        var other = new LinkedHashMap<>(form);
        other.put(key, value);
        return new PagePost(uri, other);
    }

    public String body() {
        return PhpForm.encode(form);
    }

    public HttpResponse<String> send() throws IOException, InterruptedException {
        try (var sender = new EventSender()) {
            return sender.post(uri, body(), "Mozilla/5.0 (X11; Linux x86_64) Simulation");
        }
    }
}
