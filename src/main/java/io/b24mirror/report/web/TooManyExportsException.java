package io.b24mirror.report.web;

/// Other exports are under way, as many as there may be at once.
class TooManyExportsException extends RuntimeException {
    TooManyExportsException() {
        super("As many exports are under way as there may be at once");
    }
}
