package io.b24mirror.startup;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Finds environment variables with our prefix that no setting has, most of which are typing errors.
final class UnknownVariables {
    private static final String PREFIX = "B24_";
    private final Set<String> known = new TreeSet<>();

    /// @param settings
    ///            the records of the settings
    UnknownVariables(Collection<Class<?>> settings) {
        settings.forEach(type -> names(PREFIX, type).forEach(known::add));
    }

    /// An unknown variable, and the known one that is most similar.
    record Unknown(String name, String nearest) {}

    List<Unknown> among(Collection<String> variables) {
        return variables.stream()
                .filter(name -> name.startsWith(PREFIX) && !isKnown(name))
                .sorted()
                .map(name -> new Unknown(name, nearest(name)))
                .toList();
    }

    /// Every index of a list is known.
    private boolean isKnown(String name) {
        return known.contains(name) || known.contains(name.replaceFirst("_\\d+_", "_0_"));
    }

    private String nearest(String name) {
        return known.stream().min(Comparator.comparingInt(candidate -> distance(name, candidate))).orElseThrow();
    }

    private static Stream<String> names(String prefix, Class<?> type) {
        return type.isRecord()
                ? Arrays.stream(type.getRecordComponents()).flatMap(component -> names(prefix, component))
                : Stream.empty();
    }

    private static Stream<String> names(String prefix, RecordComponent component) {
        var name = prefix + component.getName().replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
        return component.getGenericType() instanceof ParameterizedType list
                && list.getActualTypeArguments()[0] instanceof Class<?> element && element.isRecord()
                        ? names(name + "_0_", element)
                        : Stream.of(name);
    }

    /// The number of characters that have to be added, removed or replaced.
    private static int distance(String one, String other) {
        var row = new int[other.length() + 1];
        Arrays.setAll(row, at -> at);
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }
}
