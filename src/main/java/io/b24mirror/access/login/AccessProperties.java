package io.b24mirror.access.login;

import java.net.URI;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

import io.b24mirror.settings.InvalidSettingException;

/// The settings of users and logins.
///
/// @param operatorPassword
///            of the user `operator`; random if unset
/// @param reportingPassword
///            of the user `reporting`, who does not exist if it is unset
/// @param publicUrl
///            base address of the service; with `https` all cookies are secure
@ConfigurationProperties("b24")
public record AccessProperties(@Nullable LoginPassword operatorPassword, @Nullable LoginPassword reportingPassword,
        @Nullable URI publicUrl) {
    public AccessProperties {
        check(operatorPassword, "B24_OPERATOR_PASSWORD");
        check(reportingPassword, "B24_REPORTING_PASSWORD");
        if (operatorPassword != null && reportingPassword != null && operatorPassword.isSameAs(reportingPassword)) {
            throw new InvalidSettingException("B24_REPORTING_PASSWORD",
                    "must differ from B24_OPERATOR_PASSWORD, or every reader would be an operator");
        }
    }

    private static void check(@Nullable LoginPassword password, String variable) {
        if (password != null && !password.isUsable()) {
            throw new InvalidSettingException(variable,
                    "must have 12 characters at least and 72 bytes at most: `openssl rand -hex 24` prints a good one");
        }
    }

    /// Whether clients reach the service by HTTPS.
    public boolean isPublishedByHttps() {
        return publicUrl != null && "https".equalsIgnoreCase(publicUrl.getScheme());
    }
}
