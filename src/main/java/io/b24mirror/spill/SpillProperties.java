package io.b24mirror.spill;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import io.b24mirror.settings.InvalidSettingException;

/// Settings of the spill.
///
/// @param spillDirectory
///            folder of the files, one per instance
/// @param spillMaxSize
///            how large a file may become; 0 keeps nothing
@ConfigurationProperties("b24")
record SpillProperties(@DefaultValue("./data/spill") String spillDirectory,
        @DefaultValue("1GB") DataSize spillMaxSize) {

    private static final DataSize SMALLEST = DataSize.ofMegabytes(1);
    private static final DataSize LARGEST = DataSize.ofTerabytes(1);

    SpillProperties {
        boolean inRange = spillMaxSize.compareTo(SMALLEST) >= 0 && spillMaxSize.compareTo(LARGEST) <= 0;
        if (spillMaxSize.toBytes() != 0 && !inRange) {
            throw new InvalidSettingException("B24_SPILL_MAX_SIZE", "must be between 1MB and 1TB, or 0 for no spill");
        }
        if (!isPath(spillDirectory)) {
            throw new InvalidSettingException("B24_SPILL_DIRECTORY", "must be the path of a folder");
        }
    }

    private static boolean isPath(String text) {
        try {
            return !Path.of(text).toString().isBlank();
        } catch (InvalidPathException _) {
            return false;
        }
    }

    Path directory() {
        return Path.of(spillDirectory).toAbsolutePath().normalize();
    }

    boolean isOn() {
        return spillMaxSize.toBytes() > 0;
    }
}
