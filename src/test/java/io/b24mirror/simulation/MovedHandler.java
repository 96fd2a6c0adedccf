package io.b24mirror.simulation;

import java.io.IOException;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;

/// Serves the portal where it is, and redirects from where it was before it was renamed.
record MovedHandler(Addresses addresses, HttpHandler portal) implements HttpHandler {

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestURI().getPath().startsWith("/rest/")) {
            try (exchange) {
                Answers.whole(exchange, 404, "text/html; charset=utf-8", "<html><body>Not found</body></html>");
            }
        } else if (addresses.portal().endsWith(":" + exchange.getLocalAddress().getPort())) {
            portal.handle(exchange);
        } else {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                Answers.redirect(exchange, addresses.portal());
            }
        }
    }
}
