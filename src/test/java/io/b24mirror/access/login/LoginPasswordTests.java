package io.b24mirror.access.login;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class LoginPasswordTests {
    private final CachingPasswordEncoder encoder = new CachingPasswordEncoder(LoginPassword.ENCODER);

    @Test
    void keepsABcryptHash() {
        var password = LoginPassword.of("a-password-of-the-tests");

        assertThat(password.encoded()).startsWith("{bcrypt}$2a$10$");
        assertThat(password).hasToString("[secret]");
    }

    @ParameterizedTest
    @ValueSource(strings = {" leading and trailing ", "ПарольПарольПароль", "tab\tand\u0001control",
            "пароль🙂🙂🙂🙂🙂🙂"})
    void takesAPasswordExactlyAsItIs(String text) {
        var password = LoginPassword.of(text);

        assertThat(encoder.matches(text, password.encoded())).isTrue();
        assertThat(encoder.matches(text + " ", password.encoded())).isFalse();
        assertThat(encoder.matches(text.strip() + "x", password.encoded())).isFalse();
        assertThat(encoder.matches(text.toUpperCase(java.util.Locale.ROOT) + "X", password.encoded())).isFalse();
    }

    @Test
    void takesSixtyFourCharacters() {
        assertThat(LoginPassword.of("x".repeat(64)).isUsable()).isTrue();
        assertThat(LoginPassword.of("x".repeat(72)).isUsable()).isTrue();
        assertThat(LoginPassword.of("x".repeat(73)).isUsable()).isFalse();
        assertThat(LoginPassword.of("ж".repeat(37)).isUsable()).isFalse();
    }

    @Test
    void knowsTheRightPasswordAgainAndNoOther() {
        var password = LoginPassword.of("x".repeat(72));

        for (int i = 0; i < 2; i++) {
            assertThat(encoder.matches("x".repeat(72), password.encoded())).isTrue();
            assertThat(encoder.matches("x".repeat(71), password.encoded())).isFalse();
            assertThat(encoder.matches("x".repeat(73), password.encoded())).isFalse();
            assertThat(encoder.matches("", password.encoded())).isFalse();
            assertThat(encoder.matches(null, password.encoded())).isFalse();
        }
        assertThat(encoder.matches("x".repeat(72), LoginPassword.of("y".repeat(72)).encoded())).isFalse();
    }
}
