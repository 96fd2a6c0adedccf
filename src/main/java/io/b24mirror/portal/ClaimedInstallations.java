package io.b24mirror.portal;

import java.util.Optional;

import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface ClaimedInstallations extends Repository<Installation, Long> {
    Installation save(Installation installation);

    Optional<Installation> findByInstallationId(long installationId);

    @Query("select count(i) from Installation i where i.state = PENDING")
    long countPending();

    @Query("select count(i) from Installation i where i.state = PENDING and i.memberId = :memberId")
    long countPendingOf(String memberId);
}
