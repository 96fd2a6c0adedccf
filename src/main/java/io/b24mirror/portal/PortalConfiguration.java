package io.b24mirror.portal;

import com.google.crypto.tink.Aead;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.b24mirror.secret.Keyset;

import static java.util.Objects.requireNonNull;

@Configuration(proxyBeanMethods = false)
class PortalConfiguration {
    @Bean
    Keyset keyset(PortalProperties properties) {
        return Keyset.read(requireNonNull(properties.encryptionKeyset()));
    }

    @Bean
    Aead aead(Keyset keyset) {
        return keyset.aead();
    }
}
