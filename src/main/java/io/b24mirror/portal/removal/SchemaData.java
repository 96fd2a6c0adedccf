package io.b24mirror.portal.removal;

import java.util.List;
import java.util.Set;

import org.springframework.jdbc.core.simple.JdbcClient;

import io.b24mirror.portal.MemberId;

/// Deletes a portal's rows from every table of a schema that has a column `member_id`, those that are made later
/// included. Tables that refer to others come first.
public final class SchemaData implements PortalData {
    private final String schema;
    private final Kind kind;
    private final Set<String> except;
    private final JdbcClient jdbc;

    /// @param except
    ///            tables that are kept, or that another bean deletes from
    public SchemaData(String schema, Kind kind, Set<String> except, JdbcClient jdbc) {
        this.schema = schema;
        this.kind = kind;
        this.except = Set.copyOf(except);
        this.jdbc = jdbc;
    }

    @Override
    public String schema() {
        return schema;
    }

    @Override
    public Kind kind() {
        return kind;
    }

    @Override
    public int delete(MemberId memberId, int atMost) {
        for (var table : tables()) {
            int deleted = delete(table, memberId, atMost);
            if (deleted > 0) {
                return deleted;
            }
        }
        return 0;
    }

    /// Partitions are reached through their table. Within one, `ctid` may be that of a row of another partition, hence
    /// the second look at the member_id. Locked rows are left to a later pass.
    private int delete(String table, MemberId memberId, int atMost) {
        return jdbc.sql("""
                delete from %s
                where member_id = :memberId and ctid in (
                    select ctid from %s where member_id = :memberId limit :atMost for update skip locked
                )
                """.formatted(table, table))
                .param("memberId", memberId.value())
                .param("atMost", atMost)
                .update();
    }

    @Override
    public boolean hasAny(MemberId memberId) {
        return tables().stream().anyMatch(table -> hasAny(table, memberId));
    }

    private boolean hasAny(String table, MemberId memberId) {
        return jdbc.sql("select exists (select from %s where member_id = :memberId)".formatted(table))
                .param("memberId", memberId.value())
                .query(Boolean.class)
                .single();
    }

    private List<String> tables() {
        return jdbc.sql("""
                select format('%I.%I', :schema, class.relname)
                from pg_class class
                join pg_attribute attribute on attribute.attrelid = class.oid and attribute.attname = 'member_id'
                where class.relnamespace = to_regnamespace(:schema) and class.relkind in ('r', 'p')
                    and not class.relispartition
                order by exists (select from pg_constraint where contype = 'f' and confrelid = class.oid), 1
                """)
                .param("schema", schema)
                .query((row, _) -> row.getString(1))
                .list()
                .stream()
                .filter(table -> !except.contains(table))
                .toList();
    }
}
