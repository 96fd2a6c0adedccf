package io.b24mirror.report.query;

import java.util.List;

/// The names of the query parameters that every list has.
public final class QueryParameters {
    public static final String FIELDS = "fields";
    public static final String LIMIT = "limit";
    public static final String CURSOR = "cursor";
    public static final String FORMAT = "format";
    public static final String ZONE = "zone";
    public static final String BOM = "bom";

    static final List<String> ALL = List.of(FIELDS, LIMIT, CURSOR, FORMAT, ZONE, BOM);

    private QueryParameters() {}
}
