package io.b24mirror.mirror;

import java.time.Clock;
import java.util.Map;
import java.util.Properties;
import javax.sql.DataSource;
import jakarta.persistence.EntityManagerFactory;

import com.zaxxer.hikari.HikariDataSource;
import org.flywaydb.core.Flyway;
import org.hibernate.boot.model.naming.PhysicalNamingStrategySnakeCaseImpl;
import org.hibernate.jpa.HibernatePersistenceProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

import org.springframework.data.jpa.repository.support.JpaRepositoryFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.transaction.support.TransactionTemplate;

import io.b24mirror.mirror.occurrence.Occurrences;
import io.b24mirror.mirror.time.PortalClocks;
import io.b24mirror.testing.PostgresServer;

import static java.time.ZoneOffset.UTC;
import static java.util.Objects.requireNonNull;

/// A real PostgreSQL with our migrations, empty before each test.
public abstract class MirrorDatabase {
    protected static final DataSource DATABASE = start();
    protected static final JdbcClient JDBC = JdbcClient.create(DATABASE);

    private static final EntityManagerFactory ENTITIES = entities();

    @BeforeEach
    void empty() {
        var tables = JDBC
                .sql("""
                        select string_agg(format('%I.%I', schemaname, tablename), ', ')
                        from pg_tables
                        where schemaname = 'mirror' and tablename not in ('kind', 'deleted_with')
                        """)
                .query(String.class)
                .single();
        JDBC.sql("truncate " + tables).update();
    }

    protected static TransactionTemplate transaction() {
        return new TransactionTemplate(new JdbcTransactionManager(DATABASE));
    }

    protected static void inTransaction(Runnable work) {
        transaction().executeWithoutResult(_ -> work.run());
    }

    protected static <T> T repository(Class<T> type) {
        return new JpaRepositoryFactory(SharedEntityManagerCreator.createSharedEntityManager(ENTITIES))
                .getRepository(type);
    }

    protected static Occurrences occurrences() {
        return new Occurrences(JDBC, new CalendarWindow("P1Y", "P1Y"), Clock.fixed(Samples.NOON, UTC));
    }

    protected static PortalClocks clocks() {
        return new PortalClocks(JDBC, Clock.fixed(Samples.NOON, UTC));
    }

    protected static Map<String, @Nullable Object> row(String view) {
        return JDBC.sql("select * from reporting." + view).query().singleRow();
    }

    protected static long count(String view) {
        return JDBC.sql("select count(*) from reporting." + view).query(Long.class).single();
    }

    private static DataSource start() {
        var database = PostgresServer.get().newDatabase();
        var dataSource = new HikariDataSource();
        dataSource.setJdbcUrl(database.url());
        dataSource.setUsername(database.user());
        dataSource.setPassword(database.password());
        Flyway.configure().dataSource(dataSource).defaultSchema("flyway").createSchemas(true).load().migrate();
        return dataSource;
    }

    private static EntityManagerFactory entities() {
        var factory = new LocalContainerEntityManagerFactoryBean();
        factory.setDataSource(DATABASE);
        factory.setPackagesToScan("io.b24mirror.mirror");
        factory.setPersistenceProviderClass(HibernatePersistenceProvider.class);
        var properties = new Properties();
        properties.put("hibernate.hbm2ddl.auto", "validate");
        properties.put("hibernate.physical_naming_strategy", PhysicalNamingStrategySnakeCaseImpl.class.getName());
        factory.setJpaProperties(properties);
        factory.afterPropertiesSet();
        return requireNonNull(factory.getObject());
    }
}
