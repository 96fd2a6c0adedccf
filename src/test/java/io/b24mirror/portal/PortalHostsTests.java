package io.b24mirror.portal;

import java.net.URI;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class PortalHostsTests {

    @ParameterizedTest
    @CsvSource({
            "*, https://acme.bitrix24.com/rest/",
            "*, https://acme.example:8443/rest/",
            "*.bitrix24.com, https://acme.bitrix24.com/rest/",
            "*.bitrix24.com, https://ACME.Bitrix24.COM/rest/",
            "*.Bitrix24.com, https://a.b.bitrix24.com/rest/",
            "*.example:8443, https://acme.example:8443/rest/",
            "acme.example, https://acme.example/rest/",
            "acme.example, https://acme.example:8443/rest/",
            "acme.example:8443, https://acme.example:8443/rest/",
            "acme.example:443, https://acme.example/rest/",
            "'acme.example ', https://acme.example/rest/",
            "[::1]:8443, https://[::1]:8443/rest/"})
    void allowsPortal(String pattern, URI endpoint) {
        assertThat(PortalHostsExamples.allowing(false, pattern).allowsPortal(endpoint)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
            "*, http://acme.bitrix24.com/rest/",
            "*, ftp://acme.bitrix24.com/rest/",
            "*, file:///etc/passwd",
            "*, //acme.bitrix24.com/rest/",
            "*, mailto:a@b",
            "*, ''",
            "*, https://user@acme.bitrix24.com/rest/",
            "*, https://user:pw@acme.bitrix24.com/rest/",
            "*.bitrix24.com, https://bitrix24.com/rest/",
            "*.bitrix24.com, https://evil-bitrix24.com/rest/",
            "*.bitrix24.com, https://acme.bitrix24.com.evil.example/rest/",
            "*.bitrix24.com, https://acmeXbitrix24Xcom/rest/",
            "*.bitrix24.com, https://evil.example/acme.bitrix24.com",
            "*.bitrix24.com, https://acme.bitrix24.com:8443@evil.example/",
            "acme.example:8443, https://acme.example/rest/",
            "acme.example:8443, https://acme.example:84430/rest/",
            "acme.example, https://acme.example.evil.example/rest/",
            "acme.example, https://xacme.example/rest/",
            "'', https://acme.example/rest/"})
    void refusesPortal(String pattern, URI endpoint) {
        assertThat(PortalHostsExamples.allowing(false, pattern).allowsPortal(endpoint)).isFalse();
    }

    @Test
    void allowsHttpWhereItIsWanted() {
        var endpoint = URI.create("http://acme.example/rest/");

        assertThat(PortalHostsExamples.allowing(true, "*").allowsPortal(endpoint)).isTrue();
        assertThat(PortalHostsExamples.allowing(false, "*").allowsPortal(endpoint)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://oauth.example/rest/", "https://OAuth.Example/rest/",
            "https://oauth.example:443/rest/"})
    void allowsAuthorizationServer(URI serverEndpoint) {
        assertThat(PortalHostsExamples.allowing(false, "*").allowsAuthorizationServer(serverEndpoint)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://oauth.example/rest/", "https://oauth.example.evil.example/rest/",
            "https://evil.example/rest/", "https://oauth.example:8443/rest/", "https://user@oauth.example/rest/",
            "https://oauth.example/", "https://oauth.example/rest/evil/", "https://oauth.example/rest/?a=/",
            "https://oauth.example@evil.example/rest/", "https://oauth.example/rest/../evil/", "mailto:a@b", ""})
    void refusesAuthorizationServer(URI serverEndpoint) {
        assertThat(PortalHostsExamples.allowing(false, "*").allowsAuthorizationServer(serverEndpoint)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"portal.internal, portal.internal, 443, true", "portal.internal, PORTAL.internal, 22, true",
            "portal.internal:8443, portal.internal, 8443, true", "portal.internal:8443, portal.internal, 22, false",
            "portal.internal:8443, portal.internal, 443, false", "*, portal.internal, 443, false",
            "*.internal, portal.internal, 443, false", "[::1], ::1, 443, true", "[::1]:8443, ::1, 22, false",
            "::1, ::1, 443, false", "10.0.0.1, 10.0.0.1, 443, true", "10.0.0.1, 10.0.0.10, 443, false",
            "*, oauth.example, 443, true", "*, oauth.example, 22, false"})
    void knowsWhatTheOperatorNamed(String pattern, String host, int port, boolean named) {
        assertThat(PortalHostsExamples.allowing(false, pattern).isNamedLiterally(host, port)).isEqualTo(named);
    }
}
