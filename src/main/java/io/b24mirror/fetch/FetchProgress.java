package io.b24mirror.fetch;

import java.util.Map;
import java.util.stream.Collectors;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import io.b24mirror.portal.MemberId;

/// Reports the progress of requests to rooms that put many of them on the list.
@Service
public class FetchProgress {
    private final JdbcClient jdbc;

    public FetchProgress(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Returns whether records that a sweep found in that portal still wait for their first attempt.
    public boolean isSweeping(MemberId memberId) {
        return jdbc.sql("""
                select exists (
                    select from fetch_list.request
                    where member_id = :memberId and state = 'WAITING' and attempts = 0
                      and layer in (2, 3) and record_kind <> 'sweep_step'
                )
                """).param("memberId", memberId.value()).query(Boolean.class).single();
    }

    /// Takes requests that were given up off the list, in the caller's transaction, and returns the reasons by record.
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
