package io.b24mirror.intake.receiver;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.stream.Collectors;

import io.b24mirror.portal.EventForm;

import static java.nio.charset.StandardCharsets.UTF_8;

/// The body of a post that a real portal sent: keys, order and encoding as captured.
final class CapturedForm {
    private CapturedForm() {}

    /// The form of `captures/rest-….txt`, whose comment is left out.
    static EventForm of(String capture) {
        return EventForm.of(text(capture).lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .collect(Collectors.joining()));
    }

    private static String text(String capture) {
        try (InputStream file = CapturedForm.class.getResourceAsStream("/captures/" + capture + ".txt")) {
            return new String(Objects.requireNonNull(file, capture).readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
