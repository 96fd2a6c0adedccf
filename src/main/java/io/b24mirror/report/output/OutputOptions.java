package io.b24mirror.report.output;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.util.MultiValueMap;

import io.b24mirror.report.BadParameterException;
import io.b24mirror.report.QueryRefusedException;
import io.b24mirror.report.query.QueryParameters;

/// How the rows of a list are written.
///
/// @param zone
///            the time zone of moments in CSV
/// @param isMarked
///            whether CSV begins with a byte order mark
public record OutputOptions(OutputFormat format, ZoneId zone, boolean isMarked) {
    /// Parses the parameters `format`, `zone` and `bom`.
    ///
    /// @param accept
    ///            the values of the header, over which the parameter `format` takes precedence
    /// @throws BadParameterException
    ///             naming the parameter and what is allowed
    /// @throws QueryRefusedException
    ///             if no accepted type is supported
    public static OutputOptions of(MultiValueMap<String, String> parameters, List<String> accept) {
        var format = parameters.containsKey(QueryParameters.FORMAT)
                ? OutputFormat.named(String.valueOf(parameters.getFirst(QueryParameters.FORMAT)))
                : OutputFormat.accepted(accept);
        return new OutputOptions(format, zone(parameters.getFirst(QueryParameters.ZONE)),
                mark(parameters.getFirst(QueryParameters.BOM)));
    }

    private static ZoneId zone(@Nullable String name) {
        try {
            return ZoneId.of(name == null ? "UTC" : name);
        } catch (DateTimeException _) {
            throw new BadParameterException(QueryParameters.ZONE, "a time zone such as Europe/Berlin or UTC");
        }
    }

    private static boolean mark(@Nullable String value) {
        return switch (value) {
            case null -> true;
            case "true" -> true;
            case "false" -> false;
            default -> throw new BadParameterException(QueryParameters.BOM, "true, false");
        };
    }
}
