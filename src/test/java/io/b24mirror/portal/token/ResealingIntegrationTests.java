package io.b24mirror.portal.token;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;

import io.b24mirror.portal.MemberId;
import io.b24mirror.secret.Keyset;
import io.b24mirror.testing.ServiceTest;

import static org.assertj.core.api.Assertions.assertThat;

class ResealingIntegrationTests extends ServiceTest {
    private final Keyset old;

    @SuppressWarnings("NullAway.Init") // set before each test
    private Keyset rotated;

    @Autowired
    ResealingIntegrationTests(Keyset old) {
        this.old = old;
    }

    @BeforeEach
    void installAndLetAnotherUserAct() throws Exception {
        var berta = portal.users().add("Berta");
        install();
        portal.calendar().by(berta).addSection("user", berta, "Mine");
        deliverAndWork();
        portal.expireAccessTokens();
        portal.comments().add("deal", 7, 1, "Renews the token of the service");
        deliverAndWork();
        portal.install(handler());
        portal.events().deliverAll();
        rotated = old.withNewKey().withNewestKeyPrimary();
    }

    @Test
    void sealsEveryTokenByTheNewKeySoThatTheOldOneCanGo() {
        var before = opened(old);
        assertThat(before).hasSizeGreaterThan(6);

        resealing(rotated).run();

        assertThat(opened(rotated.withPrimaryKeyOnly())).isEqualTo(before);
    }

    @Test
    void touchesNothingThatTheNewKeyHasSealed() {
        resealing(rotated).run();
        var sealed = sealed();

        resealing(rotated).run();

        assertThat(sealed()).isEqualTo(sealed);
    }

    @Test
    void doesNothingWithAKeyThatDoesNotSealYet() {
        var sealed = sealed();

        resealing(old.withNewKey()).run();

        assertThat(sealed()).isEqualTo(sealed);
    }

    @Test
    void leavesATokenThatNoKeyOpensAndSealsTheOthers() {
        jdbc.sql("update portal.credential set access_token = '\\x0102030405060708' where user_id = 1").update();

        resealing(rotated).run();

        assertThat(value("select encode(access_token, 'hex') from portal.credential where user_id = 1", String.class))
                .isEqualTo("0102030405060708");
        assertThat(jdbc.sql("select user_id from portal.credential where access_token is not null"
                + " and substring(access_token from 1 for 5) = :prefix")
                .param("prefix", rotated.primaryPrefix())
                .query(Long.class)
                .list()).isNotEmpty().doesNotContain(1L);
    }

    private Resealing resealing(Keyset keyset) {
        return new Resealing(jdbc, keyset, new TokenSealer(keyset.aead()));
    }

    private List<String> opened(Keyset keyset) {
        var sealer = new TokenSealer(keyset.aead());
        return tokens((memberId, userId, sealed) -> sealer.open(sealed, memberId, userId).digest());
    }

    private List<String> sealed() {
        return tokens((_, _, sealed) -> java.util.HexFormat.of().formatHex(sealed));
    }

    private interface Reading {
        String read(MemberId memberId, long userId, byte[] sealed);
    }

    private List<String> tokens(Reading reading) {
        var tokens = new ArrayList<String>();
        jdbc.sql("""
                select member_id, user_id, access_token, refresh_token, previous_refresh_token
                from portal.credential
                union all
                select member_id, 0, access_token, refresh_token, null
                from portal.installation
                where state = 'PENDING'
                order by member_id, user_id
                """).query(row -> {
            for (int column = 3; column <= 5; column++) {
                var sealed = row.getBytes(column);
                if (sealed != null) {
                    tokens.add(reading.read(new MemberId(row.getString(1)), row.getLong(2), sealed));
                }
            }
        });
        return tokens;
    }
}
