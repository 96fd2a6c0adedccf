package io.b24mirror.report.query;

/// A column of a reporting view.
///
/// @param meaning
///            the comment of the database
public record Column(String name, Type type, String meaning) {
    public enum Type {
        TEXT("text"), INTEGER("bigint"), NUMBER("numeric"), BOOLEAN("boolean"), INSTANT("timestamptz"), DATE(
                "date"),
        JSON("jsonb");

        private final String inDatabase;

        Type(String inDatabase) {
            this.inDatabase = inDatabase;
        }

        /// What a text has to be cast to in order to be compared with such a column.
        String inDatabase() {
            return inDatabase;
        }

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
