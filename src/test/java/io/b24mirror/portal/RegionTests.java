package io.b24mirror.portal;

import java.net.URI;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.b24mirror.secret.Secret;

import static org.assertj.core.api.Assertions.assertThat;

class RegionTests {

    @ParameterizedTest
    @CsvSource({
            "https://oauth.bitrix24.tech/rest/, shop.bitrix24.com, TECH",
            "https://OAUTH.BITRIX24.TECH/rest/, , TECH",
            "https://oauth.bitrix.info/rest/, shop.bitrix24.ru, WORLD",
            "https://oauth.example.net/rest/, crm.example.de, WORLD",
            ", shop.bitrix24.ru, TECH",
            ", shop.bitrix24.by, TECH",
            ", CRM.EXAMPLE.KZ:8443, TECH",
            ", shop.bitrix24.com, WORLD",
            ", ru.example.de, WORLD",
            ", shop.bitrix24.de, WORLD",
            ", , WORLD"})
    void followsTheAuthorizationServerElseTheHost(@Nullable URI server, @Nullable String domain, Region region) {
        assertThat(Region.of(server, domain)).isEqualTo(region);
    }

    @Test
    void asksTheServersOfTheRegionFirst() {
        var hosts = new PortalHosts(new PortalProperties(URI.create("https://b24.example.com"), "app",
                Secret.of("secret"), Secret.of("keyset"),
                List.of(URI.create("https://oauth.bitrix.info"), URI.create("https://oauth.bitrix24.tech")),
                List.of("*"),
                false, Duration.ofDays(30), List.of()));

        assertThat(hosts.authorizationServers(Region.WORLD)).extracting(URI::toString)
                .containsExactly("https://oauth.bitrix.info/rest/", "https://oauth.bitrix24.tech/rest/");
        assertThat(hosts.authorizationServers(Region.TECH)).extracting(URI::toString)
                .containsExactly("https://oauth.bitrix24.tech/rest/", "https://oauth.bitrix.info/rest/");
    }
}
