package io.b24mirror.reconciliation;

import java.util.Collection;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Writes and reads what steps are about.
final class Payloads {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Payloads() {}

    static String write(Collection<NewStep> steps) {
        return MAPPER.writeValueAsString(steps);
    }

    /// @throws JacksonException
    ///             if another version of the service wrote it in another form
    static <P extends Record> P read(String payload, Class<P> type) {
        return MAPPER.readValue(payload, type);
    }
}
