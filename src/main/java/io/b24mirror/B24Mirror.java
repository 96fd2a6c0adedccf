package io.b24mirror;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/// The service.
@SpringBootApplication
@ConfigurationPropertiesScan
class B24Mirror {
    static void main(String[] args) {
        SpringApplication.run(B24Mirror.class, args);
    }
}
