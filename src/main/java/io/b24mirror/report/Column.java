package io.b24mirror.report;

/// A column of a reporting view.
///
/// @param meaning
///            the comment that the database has on it
record Column(String name, Type type, String meaning) {
    enum Type {
        TEXT, INTEGER, NUMBER, BOOLEAN, INSTANT, DATE, JSON;

        static Type of(String databaseType) {
            return switch (databaseType) {
                case "bigint", "integer", "smallint" -> INTEGER;
                case "numeric", "double precision", "real" -> NUMBER;
                case "boolean" -> BOOLEAN;
                case "timestamp with time zone" -> INSTANT;
                case "date" -> DATE;
                case "jsonb", "json" -> JSON;
                default -> TEXT;
            };
        }
    }
}
