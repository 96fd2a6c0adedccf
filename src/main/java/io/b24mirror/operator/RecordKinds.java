package io.b24mirror.operator;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.springframework.stereotype.Component;

import io.b24mirror.fetch.RecordKind;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.report.Resource;
import io.b24mirror.report.Resources;

import static java.util.Objects.requireNonNull;

/// The kinds of records that operators can act on: those that the read API lists. Everything else on the fetch list is
/// the service's own work.
@Component
class RecordKinds {
    private final Map<RecordKind, Resource> resources;

    RecordKinds(Resources resources) {
        this.resources = resources.byRecordKind()
                .values()
                .stream()
                .collect(Collectors.toUnmodifiableMap(
                        resource -> new RecordKind(requireNonNull(resource.records()).kind()),
                        Function.identity()));
    }

    /// All of them, by name.
    List<RecordKind> all() {
        return resources.keySet().stream().sorted().toList();
    }

    /// Their names, in order.
    List<String> names() {
        return all().stream().map(RecordKind::name).toList();
    }

    Optional<RecordKind> find(String name) {
        return all().stream().filter(kind -> kind.name().equals(name)).findFirst();
    }

    /// Where the read API shows a record.
    String address(RecordRef record) {
        return "/api/v1/%s/%s/%d".formatted(requireNonNull(resources.get(record.kind())).name(), record.memberId(),
                record.id());
    }
}
