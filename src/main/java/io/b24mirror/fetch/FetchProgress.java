package io.b24mirror.fetch;

import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import io.b24mirror.fetch.Cause.Layer;
import io.b24mirror.portal.MemberId;

/// What became of what was put on the list, for rooms that put much on it.
@Service
public class FetchProgress {
    private final JdbcClient jdbc;

    FetchProgress(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// How many records of a portal wait for their first try because of one of these layers.
    ///
    /// @param work
    ///            a kind that does not count, since it stands for work and not for a record
    public long waiting(MemberId memberId, Collection<Layer> layers, RecordKind work) {
        return jdbc.sql("""
                select count(*)
                from fetch_list.request
                where member_id = :memberId and state = 'WAITING' and attempts = 0
                  and layer = any(:layers) and record_kind <> :work
                """)
                .param("memberId", memberId.value())
                .param("layers", layers.stream().map(Layer::rank).toArray(Integer[]::new))
                .param("work", work.name())
                .query(Long.class)
                .single();
    }

    /// Takes off the list what was given up, with the reasons, in the caller's transaction.
    @Transactional(propagation = Propagation.MANDATORY)
    public Map<Long, String> takeGivenUp(MemberId memberId, RecordKind kind) {
        return jdbc.sql("""
                with dead as (
                    select record_id
                    from fetch_list.request
                    where member_id = :memberId and record_kind = :kind and state = 'DEAD'
                    order by record_id
                    for update
                )
                delete from fetch_list.request request
                using dead
                where request.member_id = :memberId and request.record_kind = :kind
                  and request.record_id = dead.record_id
                returning request.record_id, request.last_error
                """)
                .param("memberId", memberId.value())
                .param("kind", kind.name())
                .query((row, _) -> Map.entry(row.getLong(1), row.getString(2)))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
