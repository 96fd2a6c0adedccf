package io.b24mirror.intake.form;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Removes secrets from a form before any of it is stored or logged.
///
/// An entry is a secret by its name or by its value. By name: `AUTH_ID`, `REFRESH_ID` (posted to the installation page)
/// and all names that contain `token`, `secret`, `password`, `passwd`, `api_key` or `authorization`, in any case. By
/// value: it is one of the known secrets, or contains one of at least 16 characters. For the latter, the first 16
/// characters decide. That finds cut-off secrets too, and it keeps the time linear in the sizes of the form and of the
/// secrets: a search for whole secrets is quadratic where an attacker chooses both, and the search
/// precedes authentication.
public final class SecretRedactor {

    /// Replaces a secret.
    static final FormTree.Text REMOVED = new FormTree.Text("[removed]");

    private static final Set<String> NAMES = Set.of("auth_id", "refresh_id");
    private static final List<String> PARTS_OF_NAMES = List.of("token", "secret", "password", "passwd", "api_key",
            "authorization");
    private static final int HEAD_LENGTH = 16;

    private final Set<String> values;
    private final Set<String> heads;

    private SecretRedactor(Set<String> secretValues) {
        values = secretValues.stream().filter(value -> !value.isEmpty()).collect(Collectors.toSet());
        heads = values.stream()
                .filter(value -> value.length() >= HEAD_LENGTH)
                .map(value -> value.substring(0, HEAD_LENGTH))
                .collect(Collectors.toSet());
    }

    /// Returns a copy of the data in which each secret, including all that is below it, reads `[removed]`.
    ///
    /// A key that itself holds a known secret is renamed to `[removed]` as well. An empty text is never a secret.
    public static FormTree.Branch redact(FormTree.Branch data, Set<String> secretValues) {
        return new SecretRedactor(secretValues).redacted(data);
    }

    private FormTree.Branch redacted(FormTree.Branch branch) {
        var kept = new LinkedHashMap<String, FormTree>();
        branch.children().forEach((name, child) -> {
            if (holdsSecret(name)) {
                kept.put(REMOVED.value(), REMOVED);
            } else {
                kept.put(name, namesSecret(name) ? REMOVED : redacted(child));
            }
        });
        return new FormTree.Branch(kept);
    }

    private FormTree redacted(FormTree tree) {
        return switch (tree) {
            case FormTree.Branch branch -> redacted(branch);
            case FormTree.Text(String value) when holdsSecret(value) -> REMOVED;
            case FormTree.Text text -> text;
        };
    }

    private static boolean namesSecret(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return NAMES.contains(lower) || PARTS_OF_NAMES.stream().anyMatch(lower::contains);
    }

    private boolean holdsSecret(String text) {
        return values.contains(text) || (!heads.isEmpty() && holdsHead(text));
    }

    private boolean holdsHead(String text) {
        return IntStream.rangeClosed(0, text.length() - HEAD_LENGTH)
                .anyMatch(from -> heads.contains(text.substring(from, from + HEAD_LENGTH)));
    }
}
