package io.b24mirror.portal;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import jakarta.persistence.LockModeType;

import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface Portals extends Repository<Portal, String> {
    Portal save(Portal portal);

    Optional<Portal> findByMemberId(String memberId);

    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select p from Portal p where p.memberId = :memberId")
    Optional<Portal> lockByMemberId(String memberId);

    /// Those whose service identity's token was renewed that long ago, the oldest first.
    @Query("""
            select p.memberId from Portal p
            join Credential c on c.key.memberId = p.memberId and c.key.userId = p.serviceUserId
            where p.mode = APP and p.state = ACTIVE and c.renewedAt <= :before
            order by c.renewedAt, p.memberId""")
    List<String> findRenewedBefore(Instant before);

    List<Portal> findByMode(Portal.Mode mode);
}
