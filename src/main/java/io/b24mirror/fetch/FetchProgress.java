package io.b24mirror.fetch;

import java.util.Map;
import java.util.stream.Collectors;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import io.b24mirror.portal.MemberId;

/// What became of what was put on the list, for rooms that put much on it.
@Service
public class FetchProgress {
    private final JdbcClient jdbc;

    public FetchProgress(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Whether records of a portal wait for their first try that a comparison of portal and copy found.
    public boolean isSweeping(MemberId memberId) {
        return jdbc.sql("""
                select exists (
                    select from fetch_list.request
                    where member_id = :memberId and state = 'WAITING' and attempts = 0
                      and layer in (2, 3) and record_kind <> 'sweep_step'
                )
                """).param("memberId", memberId.value()).query(Boolean.class).single();
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
