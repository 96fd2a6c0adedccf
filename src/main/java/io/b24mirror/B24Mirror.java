package io.b24mirror;

import java.util.Arrays;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

import io.b24mirror.portal.Keyset;

/// The service. With the argument `keyset` it prints a new value for `B24_ENCRYPTION_KEYSET` instead of starting.
@SpringBootApplication
@ConfigurationPropertiesScan
class B24Mirror {
    static void main(String[] args) {
        if (Arrays.equals(args, new String[]{"keyset"})) {
            System.out.println(Keyset.generate());
            return;
        }
        SpringApplication.run(B24Mirror.class, args);
    }
}
