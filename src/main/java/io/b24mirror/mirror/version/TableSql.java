package io.b24mirror.mirror.version;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.b24mirror.mirror.kind.FieldColumn;
import io.b24mirror.mirror.kind.RecordType;

/// Fills the names of a kind into statements that are the same for every kind.
///
/// Beside what [RecordType] says, every table has the columns of `mirror.keep_versions`.
final class TableSql {
    private final RecordType<?> type;
    private final List<String> columns;

    TableSql(RecordType<?> type) {
        this.type = type;
        this.columns = type.columns().stream().map(FieldColumn::name).toList();
    }

    String fill(String template) {
        return template
                .replace("{table}", type.kind().name())
                .replace("{key}", type.key())
                .replace("{translation}", Integer.toString(type.translation()))
                .replace("{has views}", Boolean.toString(type.hasViews()))
                .replace("{columns}", columns(name -> name))
                .replace("{held columns}", columns("held."::concat))
                .replace("{fresh columns}", columns("fresh."::concat))
                .replace("{set columns from judged}", columns(name -> name + " = judged." + name))
                .replace("{set columns from fresh}", columns(name -> name + " = fresh." + name))
                .replace("{row}", row())
                .replace("{held fullness}", type.fullness().replace("{}", "held"))
                .replace("{reading fullness}", type.fullness().replace("{}", "reading"))
                .replace("{held goes with tombstone}", type.goesWith("held"))
                .replace("{reading goes with tombstone}", type.goesWith("reading"));
    }

    private String columns(UnaryOperator<String> spelling) {
        return columns.stream().map(spelling).collect(Collectors.joining(", "));
    }

    private String row() {
        var own = type.columns().stream().map(column -> column.name() + " " + column.type());
        return Stream.of(Stream.of("member_id text", type.key() + " bigint"), own, Stream.of("raw jsonb",
                "content_hash text", "read_as bigint", "fetched_at timestamptz", "cause jsonb"))
                .flatMap(columns -> columns)
                .collect(Collectors.joining(", "));
    }
}
