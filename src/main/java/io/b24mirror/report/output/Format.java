package io.b24mirror.report.output;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

import io.b24mirror.report.BadParameterException;
import io.b24mirror.report.RefusedQuestionException;
import io.b24mirror.report.query.QueryParameters;
import io.b24mirror.report.query.RowLimit;

/// In what format rows are written.
public enum Format {
    JSON, CSV, NDJSON;

    private static final MediaType TEXT_CSV = new MediaType("text", "csv");

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

    /// As addresses and files are called by it.
    public String extension() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Format named(String name) {
        return Arrays.stream(values())
                .filter(format -> format.extension().equals(name))
                .findFirst()
                .orElseThrow(() -> new BadParameterException(QueryParameters.FORMAT, "json, csv, ndjson"));
    }

    /// The one that is liked best; of several, the one that is named first.
    ///
    /// @param accept
    ///            the header, once for each time that it is there
    /// @throws RefusedQuestionException
    ///             if none of the types that are accepted is ours
    static Format accepted(List<String> accept) {
        var named = accept.stream().filter(line -> !line.isBlank()).collect(Collectors.joining(","));
        var ranges = named.isEmpty() ? List.of(MediaType.ALL) : ranges(named);
        return Arrays.stream(values())
                .map(format -> format.like(ranges))
                .filter(liking -> liking.quality() > 0)
                .min(Comparator.comparingDouble(Liking::quality).reversed().thenComparingInt(Liking::place))
                .map(Liking::format)
                .orElseThrow(Format::noneOf);
    }

    private static List<MediaType> ranges(String accept) {
        try {
            return MediaType.parseMediaTypes(accept);
        } catch (InvalidMediaTypeException _) {
            throw noneOf();
        }
    }

    private static RefusedQuestionException noneOf() {
        return RefusedQuestionException.notAcceptable(Arrays.stream(values())
                .map(format -> format.type().toString())
                .collect(Collectors.joining(", ", "Lists are written as ", "")));
    }

    private record Liking(Format format, double quality, int place) {}

    /// As the most specific range has it that this format is in (RFC 9110, 12.5.1).
    private Liking like(List<MediaType> ranges) {
        return ranges.stream()
                .filter(range -> range.includes(type()))
                .min(Comparator.comparing(MediaType::isWildcardType).thenComparing(MediaType::isWildcardSubtype))
                .map(range -> new Liking(this, range.getQualityValue(), ranges.indexOf(range)))
                .orElse(new Liking(this, 0, 0));
    }
}
