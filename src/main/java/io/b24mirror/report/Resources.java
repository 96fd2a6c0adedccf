package io.b24mirror.report;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.springframework.stereotype.Component;

/// Everything that the read API lists: all beans of the type [Resource].
@Component
public class Resources {
    private final Map<String, Resource> byName;
    private final SortedMap<String, Resource> byRecordKind;

    Resources(List<Resource> resources) {
        byName = resources.stream().collect(Collectors.toMap(Resource::name, Function.identity(), (one, other) -> {
            throw new IllegalStateException("Two resources are called " + one.name() + ": " + other.view());
        }, TreeMap::new));
        byRecordKind = new TreeMap<>();
        byName.values().forEach(resource -> {
            if (resource.records() != null) {
                byRecordKind.put(resource.records().kind(), resource);
            }
        });
    }

    public Optional<Resource> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /// By name.
    public Collection<Resource> all() {
        return byName.values();
    }

    /// The resources that list records, by the kind of these.
    public SortedMap<String, Resource> byRecordKind() {
        return Collections.unmodifiableSortedMap(byRecordKind);
    }
}
