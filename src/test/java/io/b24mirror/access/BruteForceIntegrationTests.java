package io.b24mirror.access;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.b24mirror.testing.BasicLogin;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class BruteForceIntegrationTests extends GateTest {
    private final MeterRegistry meters;

    @Autowired
    BruteForceIntegrationTests(MeterRegistry meters) {
        this.meters = meters;
    }

    @Test
    void slowsDownGuessing(CapturedOutput output) throws Exception {
        double before = refused("wrong");
        for (int i = 0; i < 5; i++) {
            assertThat(get("/api/v1/for/example", "operator", "guessed-password-" + i).statusCode()).isEqualTo(401);
        }

        var right = get("/api/v1/for/example", "operator", OPERATOR_PASSWORD);

        assertThat(right.statusCode()).isEqualTo(429);
        assertThat(right.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(right.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(right.body()).contains("urn:b24-mirror:too-many-logins");
        assertThat(refused("wrong") - before).isEqualTo(5);
        assertThat(refused("too_many")).isPositive();
        assertThat(output)
                .contains("Refused a login as operator from 127.0.0.1: wrong password; it may try again in 1 s")
                .doesNotContain("guessed-password");
        assertThat(get("/api/v1/for/example", "reporting", REPORTING_PASSWORD).statusCode()).isEqualTo(200);

        clock.advance(Duration.ofSeconds(1));
        assertThat(get("/api/v1/for/example", "operator", OPERATOR_PASSWORD).statusCode()).isEqualTo(200);
    }

    @Test
    void isNotFooledByAForwardedAddress() throws Exception {
        for (int i = 0; i < 5; i++) {
            send(to("/api/v1/for/example").header("Authorization", BasicLogin.of("operator", "guessed-password"))
                    .header("X-Forwarded-For", "203.0.113." + i)
                    .header("Forwarded", "for=203.0.113." + i));
        }

        assertThat(get("/api/v1/for/example", "operator", "guessed-password").statusCode()).isEqualTo(429);
    }

    @Test
    void countsGuessesThatComeAllAtOnce() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var guesses = IntStream.range(0, 40)
                    .<Callable<Integer>>mapToObj(
                            i -> () -> get("/api/v1/for/example", "operator", "guess-number-" + i).statusCode())
                    .toList();
            var answers = threads.invokeAll(guesses).stream().map(answer -> answer.resultNow()).toList();

            assertThat(answers).filteredOn(status -> status == 401).hasSize(5);
            assertThat(answers).filteredOn(status -> status == 429).hasSize(35);
        }
    }

    @Test
    void doesNotLogWhatMayBeAPasswordInTheWrongField(CapturedOutput output) throws Exception {
        get("/api/v1/for/example", "typed-into-the-wrong-field", "operator");

        assertThat(output).contains("Refused a login as nobody we know").doesNotContain("typed-into-the-wrong-field");
    }

    @Test
    void tellsTheLogWhenAUserGoesTooFar(CapturedOutput output) throws Exception {
        send(post(to("/api/v1/for/example"), "").header("Authorization",
                BasicLogin.of("reporting", REPORTING_PASSWORD)));

        assertThat(output).contains("Refused a request of user reporting from 127.0.0.1");
    }

    private double refused(String reason) {
        return meters.get("b24.logins.refused").tag("reason", reason).counter().count();
    }
}
