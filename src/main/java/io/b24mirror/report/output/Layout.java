package io.b24mirror.report.output;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.util.MultiValueMap;

import io.b24mirror.report.BadParameterException;
import io.b24mirror.report.RefusedQuestionException;
import io.b24mirror.report.query.QueryParameters;

/// How a list is written.
///
/// @param zone
///            whose clock shows moments in CSV
/// @param isMarked
///            whether a byte order mark comes first in CSV
public record Layout(Format format, ZoneId zone, boolean isMarked) {
    /// @param accept
    ///            the header, once for each time that it is there; the parameter `format` counts more
    /// @throws BadParameterException
    ///             naming the parameter and what is allowed
    /// @throws RefusedQuestionException
    ///             if none of the types that are accepted is ours
    public static Layout of(MultiValueMap<String, String> parameters, List<String> accept) {
        var format = parameters.containsKey(QueryParameters.FORMAT)
                ? Format.named(String.valueOf(parameters.getFirst(QueryParameters.FORMAT)))
                : Format.accepted(accept);
        return new Layout(format, zone(parameters.getFirst(QueryParameters.ZONE)),
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
