package io.b24mirror.access;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.Principal;

import org.junit.jupiter.api.BeforeEach;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

import io.b24mirror.access.login.Forgiveness;
import io.b24mirror.testing.BasicLogin;
import io.b24mirror.testing.ServiceTest;

/// The service with both users, and with an API and a console that say who asks.
@TestPropertySource(properties = {"b24.operator-password=" + GateTest.OPERATOR_PASSWORD,
        "b24.reporting-password=" + GateTest.REPORTING_PASSWORD})
@Import({GateTest.Rooms.class, GateTest.Rooms.Actions.class})
abstract class GateTest extends ServiceTest {
    static final String OPERATOR_PASSWORD = "operator-password-of-the-tests";
    static final String REPORTING_PASSWORD = "reporting-password-of-the-tests";

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @Autowired
    private ApplicationContext service;

    @SuppressWarnings("NullAway.Init") // Spring fills the field
    GateTest() {}

    @BeforeEach
    void forgetFailedLogins() {
        Forgiveness.grant(service);
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class Rooms {
        @Bean
        RouterFunction<ServerResponse> roomsThatAreNotBuiltYet() {
            return RouterFunctions.route()
                    .GET("/api/v1/for/example",
                            request -> ServerResponse.ok().body(request.principal().get().getName()))
                    .GET("/api/v1/for/broken", _ -> {
                        throw new IllegalStateException("a-text-that-stays-inside");
                    })
                    .GET("/console/",
                            request -> ServerResponse.ok().body("console of " + request.principal().get().getName()))
                    .POST("/console/action", _ -> ServerResponse.ok().body("done"))
                    .GET("/elsewhere", _ -> ServerResponse.ok().body("a-text-that-stays-inside"))
                    .build();
        }

        @RestController
        static class Actions {
            @PostMapping("/api/v1/for/example")
            String act(Principal user) {
                return "done by " + user.getName();
            }
        }
    }

    HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(url(path));
    }

    URI url(String path) {
        return handler().resolve(path);
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(to(path));
    }

    HttpResponse<String> get(String path, String user, String password) throws IOException, InterruptedException {
        return send(to(path).header("Authorization", BasicLogin.of(user, password)));
    }

    static HttpRequest.Builder post(HttpRequest.Builder request, String body) {
        return request.header("Content-Type", "application/x-www-form-urlencoded").POST(BodyPublishers.ofString(body));
    }

    static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }
}
