package io.b24mirror.access.login;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;

/// Configures the two users: `operator` may do everything, `reporting` may read.
@Configuration(proxyBeanMethods = false)
public class Users {
    /// The role that may do everything.
    public static final String OPERATOR = "OPERATOR";
    /// The role that may read.
    public static final String REPORTING = "REPORTING";

    private static final int RANDOM_BYTES = 18;
    private static final Logger log = LoggerFactory.getLogger(Users.class);

    @Bean
    AuthenticationManager loginGate(AccessProperties properties, FailedLogins failed, MeterRegistry meters) {
        var users = new ArrayList<UserDetails>();
        users.add(user("operator", operatorPassword(properties), OPERATOR));
        if (properties.reportingPassword() != null) {
            users.add(user("reporting", properties.reportingPassword(), REPORTING));
        }
        var passwords = new DaoAuthenticationProvider(new InMemoryUserDetailsManager(users));
        passwords.setPasswordEncoder(new CachingPasswordEncoder(LoginPassword.ENCODER));
        return new LoginGate(new ProviderManager(passwords), failed, names(users), meters);
    }

    private static LoginPassword operatorPassword(AccessProperties properties) {
        return properties.operatorPassword() == null ? random() : properties.operatorPassword();
    }

    /// The only place that logs a secret, and the only secret that is made to be logged.
    private static LoginPassword random() {
        var bytes = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(bytes);
        var text = Base64.getUrlEncoder().encodeToString(bytes);
        log.warn("B24_OPERATOR_PASSWORD is not set; until the next start the password of user operator is {}", text);
        return LoginPassword.of(text);
    }

    private static UserDetails user(String name, LoginPassword password, String role) {
        return User.withUsername(name).password(password.encoded()).roles(role).build();
    }

    private static Set<String> names(List<UserDetails> users) {
        return users.stream().map(UserDetails::getUsername).collect(Collectors.toUnmodifiableSet());
    }
}
