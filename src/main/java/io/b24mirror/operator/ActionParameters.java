package io.b24mirror.operator;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

import org.springframework.stereotype.Component;
import org.springframework.util.MultiValueMap;

import io.b24mirror.fetch.RecordKind;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.operator.ActionRefusedException.Reason;
import io.b24mirror.portal.MemberId;

/// Parses what a request names. Every value is understood or refused.
@Component
class ActionParameters {
    private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,18}");

    private final RecordKinds kinds;

    ActionParameters(RecordKinds kinds) {
        this.kinds = kinds;
    }

    /// A text that is no valid member_id belongs to no portal.
    static MemberId memberId(String text) {
        if (!MemberId.isValid(text)) {
            throw ActionRefusedException.of(Reason.UNKNOWN_PORTAL, "There is no portal with this member_id");
        }
        return new MemberId(text);
    }

    RecordRef record(String memberId, String kind, String id) {
        var portal = memberId(memberId);
        return new RecordRef(portal, kind(kind), id(id));
    }

    private RecordKind kind(String name) {
        return kinds.find(name)
                .orElseThrow(() -> ActionRefusedException.badParameter("kind", String.join(", ", kinds.names())));
    }

    private static long id(String text) {
        try {
            if (ID.matcher(text).matches()) {
                return Long.parseLong(text);
            }
        } catch (NumberFormatException _) {
            // larger than any id; refused below
        }
        throw ActionRefusedException.badParameter("id", "a whole number above 0, at most " + Long.MAX_VALUE);
    }

    /// Several are separated by commas.
    List<RecordKind> kinds(MultiValueMap<String, String> parameters) {
        return parameters.getOrDefault("kind", List.of())
                .stream()
                .flatMap(text -> Arrays.stream(text.split(",", -1)))
                .map(this::kind)
                .distinct()
                .toList();
    }
}
