package io.b24mirror.access.login;

import java.time.Clock;
import java.util.regex.Pattern;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ExtendWith(OutputCaptureExtension.class)
class UsersTests {
    private static final Pattern LINE = Pattern.compile("the password of user operator is (\\S+)");

    @Test
    void makesUpAPasswordForTheOperatorAlone(CapturedOutput output) {
        var first = gate(new AccessProperties(null, null, null));
        var second = gate(new AccessProperties(null, null, null));
        var made = LINE.matcher(output.getOut()).results().map(match -> match.group(1)).toList();

        assertThat(made).hasSize(2).doesNotHaveDuplicates().allSatisfy(password -> assertThat(password).hasSize(24));
        logIn(first, "operator", made.getFirst());
        assertThatThrownBy(() -> logIn(second, "operator", made.getFirst()))
                .isInstanceOf(BadCredentialsException.class);
        assertThatThrownBy(() -> logIn(first, "reporting", made.getFirst()))
                .isInstanceOf(BadCredentialsException.class);
        assertThatThrownBy(() -> logIn(first, "reporting", "")).isInstanceOf(BadCredentialsException.class);
    }

    @Test
    void neverLogsAConfiguredPassword(CapturedOutput output) {
        var gate = gate(new AccessProperties(LoginPassword.of("a-password-of-the-tests"), null, null));

        logIn(gate, "operator", "a-password-of-the-tests");

        assertThat(output).doesNotContain("a-password-of-the-tests", "the password of user");
    }

    private static AuthenticationManager gate(AccessProperties properties) {
        return new Users().loginGate(properties, new FailedLogins(Clock.systemUTC()), new SimpleMeterRegistry());
    }

    private static void logIn(AuthenticationManager gate, String user, String password) {
        assertThat(gate.authenticate(UsernamePasswordAuthenticationToken.unauthenticated(user, password))
                .isAuthenticated())
                .isTrue();
    }
}
