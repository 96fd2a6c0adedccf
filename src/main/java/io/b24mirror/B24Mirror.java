package io.b24mirror;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

import io.b24mirror.portal.KeysetCommand;

/// The service. With an argument it does one small thing instead of starting: `keyset` prints a new value for
/// `B24_ENCRYPTION_KEYSET` (`keyset add`, `promote` and `prune` replace the keys of the one in use), `health` asks the
/// service of this machine whether it is ready and exits with 0 or 1.
@SpringBootApplication
@ConfigurationPropertiesScan
class B24Mirror {
    static void main(String[] args) {
        switch (args.length > 0 ? args[0] : "") {
            case "keyset" -> System.exit(keyset(args.length > 1 ? args[1] : ""));
            case "health" -> System.exit(HealthProbe.ofThisMachine().isReady() ? 0 : 1);
            default -> SpringApplication.run(B24Mirror.class, args);
        }
    }

    private static int keyset(String step) {
        return new KeysetCommand(System.getenv("B24_ENCRYPTION_KEYSET"), System.out, System.err).run(step);
    }
}
