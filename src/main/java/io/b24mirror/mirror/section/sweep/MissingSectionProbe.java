package io.b24mirror.mirror.section.sweep;

import java.util.Optional;

import tools.jackson.databind.JsonNode;

import io.b24mirror.bitrix.BitrixFailure;
import io.b24mirror.bitrix.Call;
import io.b24mirror.bitrix.CallResult;
import io.b24mirror.bitrix.CallResult.Answered;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.mirror.json.BitrixFields;
import io.b24mirror.mirror.section.StoredSections.HeldEvent;

/// What one answer says about a calendar that is not listed.
sealed interface MissingSectionProbe {
    Call PROFILE = Call.of("profile");

    /// The event is gone, or has moved to another calendar.
    record Gone() implements MissingSectionProbe {}

    /// The calendar is there, or its fate can no longer be found out.
    record Doubt() implements MissingSectionProbe {}

    /// Nothing may be concluded.
    record Failed(BitrixFailure failure) implements MissingSectionProbe {}

    static MissingSectionProbe of(RecordRef section, HeldEvent event, CallResult result) {
        return switch (result) {
            case Answered(var answer, var _, var _) -> of(section, answer);
            case CallResult.Failed(var failure) ->
                event.readAs() != null && failure instanceof BitrixFailure.OneIdentity
                        ? new Doubt()
                        : new Failed(failure);
        };
    }

    private static MissingSectionProbe of(RecordRef section, JsonNode event) {
        if (event.isNull()) {
            return new Gone();
        }
        var sectionId = BitrixFields.id(event, "SECTION_ID");
        if (sectionId == null) {
            return new Failed(new BitrixFailure.Rejected("calendar.event.getbyid answered no event"));
        }
        return sectionId == section.id() ? new Doubt() : new Gone();
    }

    /// Why nothing may be concluded from what our user is not shown, by what `profile` says about that user.
    static Optional<BitrixFailure> mistrust(CallResult profile) {
        return switch (profile) {
            case Answered(var user, var _, var _) when BitrixFields.isYes(user, "ADMIN") -> Optional.empty();
            case Answered _ -> Optional.of(new BitrixFailure.Forbidden(
                    "our user is no administrator, so a calendar that is not listed may just be hidden"));
            case CallResult.Failed(var failure) -> Optional.of(failure);
        };
    }
}
