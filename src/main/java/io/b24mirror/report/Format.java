package io.b24mirror.report;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/// How rows are written.
enum Format {
    JSON, CSV, NDJSON;

    static final String FORMAT = "format";
    static final String ZONE = "zone";
    static final String BOM = "bom";

    /// Query parameters that have to do with it.
    static final List<String> PARAMETERS = List.of(FORMAT, ZONE, BOM);

    private static final MediaType TEXT_CSV = new MediaType("text", "csv");

    MediaType type() {
        return switch (this) {
            case JSON -> MediaType.APPLICATION_JSON;
            case CSV -> TEXT_CSV;
            case NDJSON -> MediaType.APPLICATION_NDJSON;
        };
    }

    /// Which one is wanted.
    ///
    /// @param parameter
    ///            `json`, `csv` or `ndjson`, for those who cannot set a header
    /// @param accept
    ///            the header
    /// @return null if none of the types that are accepted is ours
    static @Nullable Format of(@Nullable String parameter, @Nullable String accept) {
        if (parameter != null) {
            return named(parameter);
        }
        return accept == null || accept.isBlank() ? JSON : accepted(accept);
    }

    private static Format named(String name) {
        for (var format : values()) {
            if (format.name().toLowerCase(Locale.ROOT).equals(name)) {
                return format;
            }
        }
        throw new BadParameterException(FORMAT, "json, csv, ndjson");
    }

    private static @Nullable Format accepted(String accept) {
        try {
            var types = MediaType.parseMediaTypes(accept);
            types.sort(Comparator.comparingDouble(MediaType::getQualityValue).reversed());
            for (var wanted : types) {
                for (var format : values()) {
                    if (wanted.includes(format.type()) && wanted.getQualityValue() > 0) {
                        return format;
                    }
                }
            }
            return null;
        } catch (InvalidMediaTypeException _) {
            return null;
        }
    }
}
