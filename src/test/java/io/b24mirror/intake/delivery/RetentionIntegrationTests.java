package io.b24mirror.intake.delivery;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;

import io.b24mirror.testing.ServiceTest;

import static org.assertj.core.api.Assertions.assertThat;

class RetentionIntegrationTests extends ServiceTest {
    @Autowired
    private Retention retention;

    @SuppressWarnings("NullAway.Init") // Spring fills the field
    RetentionIntegrationTests() {}

    @Test
    void keepsDeliveriesForTheirTimeAndDropsThemAsWholeDays() throws Exception {
        retention.run();
        install();
        assertThat(rows("select tableoid::regclass::text as partition from intake.delivery"))
                .containsExactly(Map.of("partition", "intake.delivery_20241219"));

        clock.advance(Duration.ofDays(90));
        retention.run();
        assertThat(rows("select event from reporting.deliveries")).hasSize(1);

        clock.advance(Duration.ofDays(1));
        retention.run();
        assertThat(rows("select event from reporting.deliveries")).isEmpty();
        assertThat(rows("select 1 from pg_class where relname = 'delivery_20241219'")).isEmpty();
        assertThat(rows("select 1 from intake.fingerprint")).isEmpty();
    }

    @Test
    void takesDeliveriesOfADayWithoutAPartition() throws Exception {
        clock.advance(Duration.ofDays(1_000));

        install();

        assertThat(rows("select tableoid::regclass::text as partition from intake.delivery"))
                .containsExactly(Map.of("partition", "intake.delivery_default"));
    }

    @Test
    void doesNotMindBeingRunTwice() {
        retention.run();
        retention.run();

        assertThat(value("""
                select count(*) from pg_inherits where inhparent = 'intake.delivery'::regclass
                """, Integer.class)).isGreaterThanOrEqualTo(9);
    }

    @Test
    void forgetsRefusalsAfterAMonth() {
        jdbc.sql("""
                insert into intake.refusal
                values ('m', '203.0.113.7', 1, cast(:now as timestamptz), cast(:now as timestamptz))
                """).param("now", clock.instant().toString()).update();

        clock.advance(Duration.ofDays(29));
        retention.run();
        assertThat(rows("select 1 from intake.refusal where member_id = 'm'")).isNotEmpty();

        clock.advance(Duration.ofDays(2));
        retention.run();
        assertThat(rows("select 1 from intake.refusal where member_id = 'm'")).isEmpty();
    }
}
