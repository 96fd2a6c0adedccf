package io.b24mirror.portal;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What this room itself keeps of a portal besides the portal: the claims that were decided. One that waits for its
/// decision may be the portal's way back.
@Configuration(proxyBeanMethods = false)
class PortalRecords {
    @Bean
    PortalData decidedClaims(JdbcClient jdbc) {
        return new PortalData() {
            @Override
            public String schema() {
                return "portal";
            }

            @Override
            public Kind kind() {
                return Kind.RECORDS;
            }

            @Override
            public int delete(MemberId memberId, int atMost) {
                return jdbc.sql("""
                        delete from portal.installation
                        where installation_id in (
                            select installation_id from portal.installation
                            where member_id = :memberId and state <> 'PENDING' limit :atMost
                        )
                        """).param("memberId", memberId.value()).param("atMost", atMost).update();
            }

            @Override
            public boolean hasAny(MemberId memberId) {
                return jdbc.sql("""
                        select exists (
                            select from portal.installation where member_id = :memberId and state <> 'PENDING'
                        )
                        """).param("memberId", memberId.value()).query(Boolean.class).single();
            }
        };
    }
}
