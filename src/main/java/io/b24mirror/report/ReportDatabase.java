package io.b24mirror.report;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The database as readers see it: a few connections of their own, read only, as the role that may read the views and
/// nothing else where the service's login may take it on. A statement that takes too long is cancelled, so no question
/// keeps old row versions alive.
@Component
class ReportDatabase implements DisposableBean {
    private static final int CONNECTIONS = 4;
    private static final Duration WAIT = Duration.ofSeconds(5);

    /// A plan that fits all questions of a kind is a bad one for most: how much a month holds depends on the month.
    private static final String AS_READER = """
            set default_transaction_read_only = on;
            set statement_timeout = '30s';
            set lock_timeout = '2s';
            set time zone 'UTC';
            set datestyle = 'ISO';
            set jit = off;
            set plan_cache_mode = force_custom_plan;
            set max_parallel_workers_per_gather = 0;
            do $$ begin
                set role b24_reporting;
            exception when insufficient_privilege or undefined_object then
                null;
            end $$""";

    private final HikariDataSource connections;
    private final JdbcClient jdbc;

    ReportDatabase(DataSource main) throws SQLException {
        var settings = new HikariConfig();
        main.unwrap(HikariDataSource.class).copyStateTo(settings);
        settings.setPoolName("reports");
        settings.setMaximumPoolSize(CONNECTIONS);
        settings.setMinimumIdle(0);
        settings.setConnectionTimeout(WAIT.toMillis());
        settings.setInitializationFailTimeout(-1);
        settings.setReadOnly(true);
        settings.setConnectionInitSql(AS_READER);
        connections = new HikariDataSource(settings);
        jdbc = JdbcClient.create(connections);
    }

    /// @throws org.springframework.dao.QueryTimeoutException
    ///             if it took longer than a reader may take
    <T> List<T> query(String sql, Map<String, ?> parameters, RowMapper<T> row) {
        return jdbc.sql(sql).params(parameters).query(row).list();
    }

    @Override
    public void destroy() {
        connections.close();
    }
}
