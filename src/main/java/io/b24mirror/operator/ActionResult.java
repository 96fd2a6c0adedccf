package io.b24mirror.operator;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.b24mirror.fetch.RecordRef;
import io.b24mirror.portal.MemberId;

/// What came of an operator's action.
///
/// @param record
///            the record that it was about; null if it was about a portal
/// @param message
///            the outcome in a sentence
/// @param records
///            how many records it concerned, where that has to be said
/// @param see
///            where it shows what comes of it: addresses of the read API, and reporting views
public record ActionResult(Action action, MemberId memberId, @Nullable RecordRef record, Outcome outcome,
        String message, @Nullable Integer records, List<String> see) {

    /// How far it is.
    public enum Outcome {
        /// It happens in the background.
        BEGUN,
        /// It has happened.
        DONE,
        /// There was nothing to do: it is so already, or under way.
        ALREADY_SO
    }

    static ActionResult begun(Action action, MemberId memberId, String message, String... see) {
        return new ActionResult(action, memberId, null, Outcome.BEGUN, message, null, List.of(see));
    }

    static ActionResult done(Action action, MemberId memberId, String message, String... see) {
        return new ActionResult(action, memberId, null, Outcome.DONE, message, null, List.of(see));
    }

    static ActionResult already(Action action, MemberId memberId, String message, String... see) {
        return new ActionResult(action, memberId, null, Outcome.ALREADY_SO, message, null, List.of(see));
    }

    ActionResult about(RecordRef one) {
        return new ActionResult(action, memberId, one, outcome, message, records, see);
    }

    ActionResult counting(int count) {
        return new ActionResult(action, memberId, record, outcome, message, count, see);
    }
}
