package io.b24mirror.intake;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Service;

import io.b24mirror.fetch.RecordKind;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.portal.MemberId;

/// Which event codes we handle, and what they mean.
@Service
public class EventCatalog {
    public static final String INSTALL = "ONAPPINSTALL";
    public static final String UNINSTALL = "ONAPPUNINSTALL";

    private static final String TEST = "ONAPPTEST";
    private static final String OFFLINE_BELL = "ONOFFLINEEVENT";

    /// Besides the records' events; ONAPPUPDATE is only logged.
    private static final Set<String> LIFE_CYCLE = Set.of(INSTALL, UNINSTALL, "ONAPPUPDATE", TEST, OFFLINE_BELL);

    private final Map<String, RecordKind> changes = new HashMap<>();
    private final Map<String, RecordKind> removals = new HashMap<>();

    EventCatalog(List<RecordEvents> records) {
        for (var events : records) {
            events.changes().forEach(code -> changes.put(code, events.kind()));
            events.removals().forEach(code -> removals.put(code, events.kind()));
        }
    }

    /// Every code that a portal should send us, in upper case and in alphabetical order.
    public Set<String> codes() {
        var codes = new TreeSet<>(LIFE_CYCLE);
        codes.addAll(recordCodes());
        return codes;
    }

    /// Those of them that are about records, and that a portal may therefore keep for us as well: so none of them is
    /// lost for good.
    public Set<String> recordCodes() {
        var codes = new TreeSet<>(changes.keySet());
        codes.addAll(removals.keySet());
        return codes;
    }

    /// The kind of record that an event is about, if it is about one of ours.
    @Nullable
    public RecordKind kindOf(String code) {
        return changes.getOrDefault(code, removals.get(code));
    }

    public Effect effectOf(String code, MemberId memberId, @Nullable Long recordId) {
        return switch (code) {
            case UNINSTALL -> new Effect.Uninstalled();
            case TEST -> new Effect.Tested();
            case OFFLINE_BELL -> new Effect.Rang();
            default -> effectOnRecord(code, memberId, recordId);
        };
    }

    private Effect effectOnRecord(String code, MemberId memberId, @Nullable Long recordId) {
        var kind = kindOf(code);
        if (kind == null || recordId == null) {
            return new Effect.None();
        }
        var record = new RecordRef(memberId, kind, recordId);
        return changes.containsKey(code) ? new Effect.Changed(record) : new Effect.Removed(record);
    }
}
