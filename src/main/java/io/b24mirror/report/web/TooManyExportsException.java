package io.b24mirror.report.web;

/// The limit of concurrent exports is reached.
class TooManyExportsException extends RuntimeException {
    TooManyExportsException() {
        super("As many exports are under way as there may be at once");
    }
}
