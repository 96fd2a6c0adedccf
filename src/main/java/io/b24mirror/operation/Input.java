package io.b24mirror.operation;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

import org.springframework.util.MultiValueMap;

import io.b24mirror.fetch.RecordKind;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.operation.ActionRefusedException.Reason;
import io.b24mirror.portal.MemberId;

/// Reads what a request names. Whatever stands there, it is understood or refused.
final class Input {
    private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,18}");

    private Input() {}

    /// What has not the form of a member_id is no portal's.
    static MemberId memberId(String text) {
        if (!MemberId.isValid(text)) {
            throw ActionRefusedException.of(Reason.UNKNOWN_PORTAL, "There is no portal with this member_id");
        }
        return new MemberId(text);
    }

    static RecordRef record(String memberId, String kind, String id) {
        var portal = memberId(memberId);
        return new RecordRef(portal, kind(kind), id(id));
    }

    private static RecordKind kind(String name) {
        return RecordOperations.kinds()
                .stream()
                .filter(kind -> kind.name().equals(name))
                .findFirst()
                .orElseThrow(() -> ActionRefusedException.badParameter("kind", String.join(", ",
                        RecordOperations.kinds().stream().map(RecordKind::name).toList())));
    }

    private static long id(String text) {
        try {
            if (ID.matcher(text).matches()) {
                return Long.parseLong(text);
            }
        } catch (NumberFormatException _) {
            // larger than any id; said below
        }
        throw ActionRefusedException.badParameter("id", "a whole number above 0, at most " + Long.MAX_VALUE);
    }

    /// Several are separated by commas.
    static List<RecordKind> kinds(MultiValueMap<String, String> parameters) {
        return parameters.getOrDefault("kind", List.of())
                .stream()
                .flatMap(text -> Arrays.stream(text.split(",", -1)))
                .map(Input::kind)
                .distinct()
                .toList();
    }
}
