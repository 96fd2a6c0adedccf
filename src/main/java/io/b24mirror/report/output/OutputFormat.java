package io.b24mirror.report.output;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

import io.b24mirror.report.BadParameterException;
import io.b24mirror.report.QueryRefusedException;
import io.b24mirror.report.query.QueryParameters;
import io.b24mirror.report.query.RowLimit;

/// A format in which rows are written.
public enum OutputFormat {
    /// Pages of objects.
    JSON,
    /// Comma-separated values.
    CSV,
    /// An object per line.
    NDJSON;

    private static final MediaType TEXT_CSV = new MediaType("text", "csv");

    /// The media type, without parameters.
    public MediaType type() {
        return switch (this) {
            case JSON -> MediaType.APPLICATION_JSON;
            case CSV -> TEXT_CSV;
            case NDJSON -> MediaType.APPLICATION_NDJSON;
        };
    }

    /// How many rows a list in this format may have.
    public RowLimit rowLimit() {
        return this == JSON ? RowLimit.PAGE : RowLimit.NONE;
    }

    /// The name in addresses, and the extension of files.
    public String extension() {
        return name().toLowerCase(Locale.ROOT);
    }

    static OutputFormat named(String name) {
        return Arrays.stream(values())
                .filter(format -> format.extension().equals(name))
                .findFirst()
                .orElseThrow(() -> new BadParameterException(QueryParameters.FORMAT, "json, csv, ndjson"));
    }

    /// The preferred format; among equals, the one named first.
    ///
    /// @param accept
    ///            the values of the header
    /// @throws QueryRefusedException
    ///             if no accepted type is supported
    static OutputFormat accepted(List<String> accept) {
        var named = accept.stream().filter(line -> !line.isBlank()).collect(Collectors.joining(","));
        var ranges = named.isEmpty() ? List.of(MediaType.ALL) : ranges(named);
        return Arrays.stream(values())
                .map(format -> format.preference(ranges))
                .filter(preference -> preference.quality() > 0)
                .min(Comparator.comparingDouble(Preference::quality).reversed().thenComparingInt(Preference::place))
                .map(Preference::format)
                .orElseThrow(OutputFormat::noneOf);
    }

    private static List<MediaType> ranges(String accept) {
        try {
            return MediaType.parseMediaTypes(accept);
        } catch (InvalidMediaTypeException _) {
            throw noneOf();
        }
    }

    private static QueryRefusedException noneOf() {
        return QueryRefusedException.notAcceptable(Arrays.stream(values())
                .map(format -> format.type().toString())
                .collect(Collectors.joining(", ", "Lists are written as ", "")));
    }

    private record Preference(OutputFormat format, double quality, int place) {}

    /// The preference by the most specific range that includes this format (RFC 9110, 12.5.1).
    private Preference preference(List<MediaType> ranges) {
        return ranges.stream()
                .filter(range -> range.includes(type()))
                .min(Comparator.comparing(MediaType::isWildcardType).thenComparing(MediaType::isWildcardSubtype))
                .map(range -> new Preference(this, range.getQualityValue(), ranges.indexOf(range)))
                .orElse(new Preference(this, 0, 0));
    }
}
