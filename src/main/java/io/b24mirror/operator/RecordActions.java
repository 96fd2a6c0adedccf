package io.b24mirror.operator;

import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

import io.b24mirror.fetch.Cause;
import io.b24mirror.fetch.Drains;
import io.b24mirror.fetch.FetchList;
import io.b24mirror.fetch.FetchListAdmin;
import io.b24mirror.fetch.FetchListAdmin.Chunk;
import io.b24mirror.fetch.FetchListAdmin.Correction;
import io.b24mirror.fetch.FetchRequest;
import io.b24mirror.fetch.FetchRequest.Urgency;
import io.b24mirror.fetch.RecordKind;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.operator.ActionRefusedException.Reason;
import io.b24mirror.portal.MemberId;

/// Carries out actions on records. Every method throws [ActionRefusedException] if the state of the portal or the
/// record does not permit the action; otherwise it logs the action.
@Service
class RecordActions {
    private final PortalStateGuard state;
    private final RecordKinds kinds;
    private final FetchList list;
    private final FetchListAdmin corrections;
    private final Drains drains;
    private final ActionLog actions;
    private final TransactionTemplate transaction;
    private final Clock clock;

    RecordActions(PortalStateGuard state, RecordKinds kinds, FetchList list, FetchListAdmin corrections, Drains drains,
            ActionLog actions, TransactionTemplate transaction, Clock clock) {
        this.state = state;
        this.kinds = kinds;
        this.list = list;
        this.corrections = corrections;
        this.drains = drains;
        this.actions = actions;
        this.transaction = transaction;
        this.clock = clock;
    }

    /// Reads a record again, or for the first time. If the portal may not be called now, the request waits.
    public ActionResult refetch(RecordRef record, String user) {
        state.served(record.memberId());
        transaction.executeWithoutResult(_ -> {
            list.request(List.of(new FetchRequest(record, clock.instant(), Urgency.FRESH, null,
                    Cause.of(Cause.Layer.OPERATOR))));
            actions.note(Action.REFETCH, record, user);
        });
        drains.wake(List.of(record.memberId()));
        return ActionResult
                .begun(Action.REFETCH, record.memberId(), "The record will be read", pending(record.memberId()),
                        kinds.address(record))
                .about(record);
    }

    /// Retries a record that waits or was given up, at once and as if it had never failed.
    public ActionResult retry(RecordRef record, String user) {
        state.served(record.memberId());
        transaction.executeWithoutResult(_ -> {
            demandDone(corrections.retry(record));
            actions.note(Action.RETRY, record, user);
        });
        drains.wake(List.of(record.memberId()));
        return ActionResult
                .begun(Action.RETRY, record.memberId(), "The record is tried again", pending(record.memberId()))
                .about(record);
    }

    /// Takes a record off the list, so that it is not read until an event, a sweep or an operator asks for it.
    public ActionResult discard(RecordRef record, String user) {
        state.known(record.memberId());
        transaction.executeWithoutResult(_ -> {
            demandDone(corrections.discard(record));
            actions.note(Action.DISCARD, record, user);
        });
        return ActionResult
                .done(Action.DISCARD, record.memberId(), "The record is off the fetch list", pending(record.memberId()))
                .about(record);
    }

    private static void demandDone(Correction correction) {
        switch (correction) {
            case DONE -> {
                // nothing to refuse
            }
            case BEING_READ -> throw ActionRefusedException.of(Reason.BEING_READ,
                    "The record is being read at this moment. Look again in a minute");
            case NONE -> throw ActionRefusedException.of(Reason.UNKNOWN_FETCH,
                    "This record neither waits to be read nor was it given up");
        }
    }

    /// Retries all records of a portal that were given up.
    ///
    /// @param only
    ///            the kinds to retry; empty for all
    public ActionResult retryAll(MemberId memberId, Collection<RecordKind> only, String user) {
        state.served(memberId);
        int records = 0;
        for (var kind : only.isEmpty() ? kinds.all() : only) {
            records += retryAll(memberId, kind, user, records == 0);
        }
        if (records == 0) {
            return ActionResult
                    .already(Action.RETRY_ALL, memberId, "No record of the portal was given up", pending(memberId))
                    .counting(0);
        }
        drains.wake(List.of(memberId));
        return ActionResult
                .begun(Action.RETRY_ALL, memberId, records + " records are tried again", pending(memberId))
                .counting(records);
    }

    /// @param unnoted
    ///            whether the action has to be logged with the first record
    /// @return the number of records
    private int retryAll(MemberId memberId, RecordKind kind, String user, boolean unnoted) {
        int records = 0;
        var chunk = Chunk.NONE;
        do {
            chunk = retryChunk(memberId, kind, chunk.last(), user, unnoted && records == 0);
            records += chunk.records();
        } while (chunk.records() > 0);
        return records;
    }

    private Chunk retryChunk(MemberId memberId, RecordKind kind, long after, String user, boolean unnoted) {
        return Objects.requireNonNull(transaction.execute(_ -> {
            var chunk = corrections.retryGivenUp(memberId, kind, after);
            if (unnoted && chunk.records() > 0) {
                actions.note(Action.RETRY_ALL, memberId, user);
            }
            return chunk;
        }));
    }

    private static String pending(MemberId memberId) {
        return "/api/v1/pending-fetches?portal=" + memberId;
    }
}
