package io.b24mirror.portal;

import java.util.List;
import java.util.Optional;

import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface ClaimedInstallations extends Repository<Installation, Long> {
    Installation save(Installation installation);

    Optional<Installation> findByInstallationId(long installationId);

    @Query("select count(i) from Installation i where i.state = PENDING")
    long countPending();

    @Query("select i from Installation i where i.state = PENDING and i.memberId = :memberId order by i.installationId")
    List<Installation> findPendingOf(String memberId);

    /// Whether a claim that came in later was found true.
    @Query("""
            select count(i) > 0 from Installation i
            where i.state = VERIFIED and i.memberId = :memberId and i.installationId > :installationId
            """)
    boolean isOvertaken(String memberId, long installationId);
}
