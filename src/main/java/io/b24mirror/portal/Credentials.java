package io.b24mirror.portal;

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

    void delete(Credential credential);

    @Modifying
    @Query("delete from Credential c where c.key.memberId = :memberId")
    void deleteByMemberId(String memberId);
}
