package io.b24mirror;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

import io.b24mirror.secret.KeysetCommand;

/// The service. With the argument `keyset` it does not start, but prints a new value for `B24_ENCRYPTION_KEYSET`
/// (`keyset add`, `promote` and `prune` replace the keys of the one in use).
@SpringBootApplication
@ConfigurationPropertiesScan
class B24Mirror {
    static void main(String[] args) {
        if (args.length > 0 && args[0].equals("keyset")) {
            System.exit(keyset(args.length > 1 ? args[1] : ""));
        }
        SpringApplication.run(B24Mirror.class, args);
    }

    private static int keyset(String step) {
        return new KeysetCommand(System.getenv("B24_ENCRYPTION_KEYSET"), System.out, System.err).run(step);
    }
}
