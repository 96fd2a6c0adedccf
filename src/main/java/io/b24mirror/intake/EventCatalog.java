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

/// The event codes that we handle, and what they mean.
@Service
public class EventCatalog {

    /// The code of an installation. It brings the application token by which other events are authenticated.
    public static final String INSTALL = "ONAPPINSTALL";

    /// The code of an uninstallation.
    public static final String UNINSTALL = "ONAPPUNINSTALL";

    private static final String TEST = "ONAPPTEST";
    private static final String OFFLINE_SIGNAL = "ONOFFLINEEVENT";

    /// Codes besides those of records. ONAPPUPDATE is only logged.
    private static final Set<String> LIFECYCLE = Set.of(INSTALL, UNINSTALL, "ONAPPUPDATE", TEST, OFFLINE_SIGNAL);

    private final Map<String, RecordKind> changes = new HashMap<>();
    private final Map<String, RecordKind> removals = new HashMap<>();

    EventCatalog(List<RecordEvents> records) {
        for (var events : records) {
            events.changes().forEach(code -> changes.put(code, events.kind()));
            events.removals().forEach(code -> removals.put(code, events.kind()));
        }
    }

    /// Returns every code that a portal should send us, in upper case and in alphabetical order.
    public Set<String> codes() {
        var codes = new TreeSet<>(LIFECYCLE);
        codes.addAll(recordCodes());
        return codes;
    }

    /// Returns the codes about records. A portal may also keep these events in its offline queue, so none of them is
    /// lost for good.
    public Set<String> recordCodes() {
        var codes = new TreeSet<>(changes.keySet());
        codes.addAll(removals.keySet());
        return codes;
    }

    /// Returns the kind of record that an event is about, or null if we mirror no such kind.
    public @Nullable RecordKind kindOf(String code) {
        return changes.getOrDefault(code, removals.get(code));
    }

    /// Returns what an event causes.
    public EventEffect effectOf(String code, MemberId memberId, @Nullable Long recordId) {
        return switch (code) {
            case UNINSTALL -> new EventEffect.Uninstalled();
            case TEST -> new EventEffect.Tested();
            case OFFLINE_SIGNAL -> new EventEffect.Signalled();
            default -> effectOnRecord(code, memberId, recordId);
        };
    }

    private EventEffect effectOnRecord(String code, MemberId memberId, @Nullable Long recordId) {
        var kind = kindOf(code);
        if (kind == null || recordId == null) {
            return new EventEffect.None();
        }
        var record = new RecordRef(memberId, kind, recordId);
        return changes.containsKey(code) ? new EventEffect.Changed(record) : new EventEffect.Removed(record);
    }
}
