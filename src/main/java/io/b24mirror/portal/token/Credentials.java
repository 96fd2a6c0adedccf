package io.b24mirror.portal.token;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import jakarta.persistence.LockModeType;

import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface Credentials extends Repository<Credential, Credential.Key> {
    Credential save(Credential credential);

    Optional<Credential> findByKey(Credential.Key key);

    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select c from Credential c where c.key = :key")
    Optional<Credential> lockByKey(Credential.Key key);

    /// The portals whose service identity's token was renewed that long ago, the oldest first.
    @Query("""
            select p.memberId from Portal p
            join Credential c on c.key.memberId = p.memberId and c.key.userId = p.serviceUserId
            where p.mode = APP and p.state = ACTIVE and c.renewedAt <= :before
            order by c.renewedAt, p.memberId""")
    List<String> findRenewedBefore(Instant before);

    void delete(Credential credential);

    @Modifying
    @Query("delete from Credential c where c.key.memberId = :memberId")
    void deleteByMemberId(String memberId);
}
