package io.b24mirror.portal;

import java.util.List;
import java.util.Optional;
import jakarta.persistence.LockModeType;

import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

public interface Portals extends Repository<Portal, String> {
    Portal save(Portal portal);

    Optional<Portal> findByMemberId(String memberId);

    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select p from Portal p where p.memberId = :memberId")
    Optional<Portal> lockByMemberId(String memberId);

    List<Portal> findByMode(Portal.Mode mode);
}
