package io.b24mirror.reconciliation;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import io.b24mirror.fetch.FetchList;
import io.b24mirror.fetch.FetchRequest;
import io.b24mirror.fetch.FetchRequest.Urgency;
import io.b24mirror.fetch.RecordKind;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.reconciliation.StepHandler.StepType;

/// Adds steps to sweeps.
@Service
public class SweepSteps {
    /// The kind under which steps stand on the fetch list.
    static final RecordKind KIND = new RecordKind("sweep_step");

    /// Few enough for a short transaction, many enough for a backfill.
    private static final int RECORDS_PER_STEP = 100;

    static final JsonMapper PAYLOADS = JsonMapper.builder().build();

    private final JdbcClient jdbc;
    private final FetchList list;
    private final Clock clock;

    SweepSteps(JdbcClient jdbc, FetchList list, Clock clock) {
        this.jdbc = jdbc;
        this.list = list;
        this.clock = clock;
    }

    /// Adds steps, in the caller's transaction, except those that the sweep has already. Each is put on the fetch list.
    ///
    /// Elsewhere, rows of the fetch list are locked in the order of their keys, and all at once. New steps may come
    /// later and in any order: no other transaction knows their numbers, so none can hold or want their rows.
    @Transactional(propagation = Propagation.MANDATORY)
    public void add(Sweep sweep, Collection<NewStep> steps) {
        add(sweep, steps, Urgency.SWEEP);
    }

    private void add(Sweep sweep, Collection<NewStep> steps, Urgency urgency) {
        if (steps.isEmpty()) {
            return;
        }
        var now = clock.instant();
        list.request(insert(sweep, steps).stream()
                .map(id -> new FetchRequest(new RecordRef(sweep.memberId(), KIND, id), now, urgency, null,
                        sweep.cause()))
                .toList());
    }

    /// Inserts in the order of the keys, so that two transactions which add the same steps cannot deadlock.
    private List<Long> insert(Sweep sweep, Collection<NewStep> steps) {
        return jdbc.sql("""
                insert into sweep.step (sweep_id, member_id, type, key, payload)
                select sweep.sweep_id, sweep.member_id, step.type, step.key, step.payload
                from sweep.sweep
                cross join jsonb_to_recordset(cast(:steps as jsonb)) as step(type text, key text, payload jsonb)
                where sweep.sweep_id = :sweepId and sweep.finished_at is null
                order by step.type, step.key
                on conflict (sweep_id, type, key) do nothing
                returning step_id
                """)
                .param("steps", PAYLOADS.writeValueAsString(steps))
                .param("sweepId", sweep.sweepId())
                .query((row, _) -> row.getLong("step_id"))
                .list();
    }

    /// Requests records to be read, each once per sweep and call, in the caller's transaction. They come onto the fetch
    /// list by steps, since a transaction that completes a reading holds rows of that list and must not wait for more.
    @Transactional(propagation = Propagation.MANDATORY)
    public void request(RecordKind kind, Collection<Finding> findings) {
        var bySweep = new LinkedHashMap<Sweep, TreeMap<Long, Instant>>();
        findings.forEach(finding -> bySweep.computeIfAbsent(finding.sweep(), _ -> new TreeMap<>())
                .merge(finding.recordId(), finding.listedAt(), (one, other) -> one.isAfter(other) ? one : other));
        bySweep.forEach((sweep, records) -> request(sweep, kind, records));
    }

    private void request(Sweep sweep, RecordKind kind, Map<Long, Instant> records) {
        var ids = List.copyOf(records.keySet());
        var steps = new ArrayList<NewStep>();
        for (int from = 0; from < ids.size(); from += RECORDS_PER_STEP) {
            var chunk = List.copyOf(ids.subList(from, Math.min(from + RECORDS_PER_STEP, ids.size())));
            var since = Collections.max(chunk.stream().map(records::get).toList());
            steps.add(NewStep.of(RecordsStep.TYPE, new RecordsStep.Records(kind.name(), chunk, since)));
        }
        add(sweep, steps, Urgency.BACKGROUND);
    }

    /// A record that a sweep found to be out of date.
    ///
    /// @param listedAt
    ///            when the request for the listing that showed it left
    public record Finding(Sweep sweep, long recordId, Instant listedAt) {}

    /// A step to be added to a sweep.
    ///
    /// @param key
    ///            what it is about: a second step of the same type and key is not added to the same sweep; null for one
    ///            that is never the same
    public record NewStep(String type, @Nullable String key, Record payload) {

        /// Makes a step that is done once per sweep.
        public static <P extends Record> NewStep once(StepType<P> type, String key, P payload) {
            return new NewStep(type.name(), key, payload);
        }

        /// Makes a step that is done whatever other steps there are.
        public static <P extends Record> NewStep of(StepType<P> type, P payload) {
            return new NewStep(type.name(), null, payload);
        }
    }
}
