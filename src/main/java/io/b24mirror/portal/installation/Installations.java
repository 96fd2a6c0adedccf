package io.b24mirror.portal.installation;

import java.util.List;
import java.util.Optional;

import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface Installations extends Repository<Installation, Long> {
    Installation save(Installation installation);

    Optional<Installation> findByInstallationId(long installationId);

    @Query("select i from Installation i where i.state = PENDING and i.memberId = :memberId order by i.installationId")
    List<Installation> findPendingOf(String memberId);

    /// Whether a claim of the same portal was found true that is later: by the portal's own clock where both say when
    /// they were sent, otherwise by their arrival.
    @Query("""
            select count(i) > 0 from Installation i, Installation claim
            where claim.installationId = :installationId and i.state = VERIFIED and i.memberId = claim.memberId
              and (i.eventAt > claim.eventAt
                   or (coalesce(i.eventAt, claim.eventAt, i.receivedAt)
                           = coalesce(claim.eventAt, i.eventAt, i.receivedAt)
                       and (i.receivedAt > claim.receivedAt
                            or (i.receivedAt = claim.receivedAt and i.installationId > claim.installationId))))
            """)
    boolean isOvertaken(long installationId);
}
