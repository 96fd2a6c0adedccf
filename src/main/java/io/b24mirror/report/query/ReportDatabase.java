package io.b24mirror.report.query;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

import static java.util.Objects.requireNonNull;

/// Runs the readers' statements: over a few connections of their own, read only, and as the role that may read nothing
/// but the views, if the service's login may assume it. A statement that takes too long is cancelled, so no reader
/// keeps old row versions alive. Values come as text, timestamps in UTC.
@Component
public class ReportDatabase implements DisposableBean {
    /// The size of each of the two pools.
    public static final int CONNECTIONS = 3;

    private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration SOCKET_TIMEOUT = STATEMENT_TIMEOUT.plusSeconds(10);

    /// Most queries need a plan for their values: how many rows a month has depends on the month.
    private static final String CUSTOM_PLANS = "set local plan_cache_mode = force_custom_plan";

    /// Others are read from one index whatever their values are, and planning them takes as long as answering them.
    /// Their rows come in order; sorting is faster only for the values that the planner takes for usual.
    private static final String GENERIC_PLANS = "set local plan_cache_mode = force_generic_plan; "
            + "set local enable_sort = off";

    private final Readers customPlans;
    private final Readers genericPlans;

    ReportDatabase(DataSource main) throws SQLException {
        customPlans = readers("reports", main, CUSTOM_PLANS);
        genericPlans = readers("reports-planned", main, GENERIC_PLANS);
    }

    private static Readers readers(String name, DataSource main, String planning) throws SQLException {
        var connections = connections(name, main);
        return new Readers(connections, JdbcClient.create(connections),
                new TransactionTemplate(new JdbcTransactionManager(connections)),
                asReader(planning));
    }

    /// All of it ends with the transaction: behind a connection pooler, the next client of a connection would inherit
    /// what is left on it.
    private static String asReader(String planning) {
        return """
                do $$ begin
                    set local statement_timeout = '%ds';
                    set local lock_timeout = '2s';
                    set local time zone 'UTC';
                    set local datestyle = 'ISO';
                    set local jit = off;
                    set local max_parallel_workers_per_gather = 0;
                    %s;
                    begin
                        set local role b24_reporting;
                    exception when insufficient_privilege or undefined_object then
                        null;
                    end;
                end $$""".formatted(STATEMENT_TIMEOUT.toSeconds(), planning);
    }

    private static HikariDataSource connections(String name, DataSource main) throws SQLException {
        var settings = new HikariConfig();
        main.unwrap(HikariDataSource.class).copyStateTo(settings);
        settings.setPoolName(name);
        settings.setMaximumPoolSize(CONNECTIONS);
        settings.setMinimumIdle(0);
        settings.setConnectionTimeout(CONNECTION_TIMEOUT.toMillis());
        settings.setInitializationFailTimeout(-1);
        // makes the driver begin read-only transactions
        settings.setReadOnly(true);
        settings.setAutoCommit(false);
        // longer than the statement timeout: a statement goes on in the database if only its client gives up
        settings.addDataSourceProperty("socketTimeout", Long.toString(SOCKET_TIMEOUT.toSeconds()));
        settings.addDataSourceProperty("binaryTransfer", "false");
        // readers choose columns freely, and each prepared statement costs the database about 100 KB
        settings.addDataSourceProperty("preparedStatementCacheQueries", "64");
        return new HikariDataSource(settings);
    }

    /// A pool of connections for one way of planning. Each query is a transaction that begins by setting the
    /// readers' limits.
    private record Readers(HikariDataSource connections, JdbcClient jdbc, TransactionTemplate transactions,
            String asReader) {
        <T> List<T> query(String sql, Map<String, ? extends @Nullable Object> parameters, RowMapper<T> row) {
            return requireNonNull(transactions.execute(_ -> {
                jdbc.sql(asReader).update();
                return jdbc.sql(sql).params(parameters).query(row).list();
            }));
        }
    }

    /// Reads rows of the reporting views, all at once. The statement is planned for these parameters.
    ///
    /// @throws org.springframework.dao.QueryTimeoutException
    ///             if it took longer than readers may take
    /// @throws org.springframework.jdbc.CannotGetJdbcConnectionException
    ///             if other readers took all connections for some seconds, or the database is away
    public <T> List<T> query(String sql, Map<String, ? extends @Nullable Object> parameters, RowMapper<T> row) {
        return query(sql, parameters, false, row);
    }

    /// @param isPlanReusable
    ///            whether one plan is good for all values of the parameters
    /// @throws org.springframework.dao.QueryTimeoutException
    ///             if it took longer than readers may take
    <T> List<T> query(String sql, Map<String, ? extends @Nullable Object> parameters, boolean isPlanReusable,
            RowMapper<T> row) {
        return (isPlanReusable ? genericPlans : customPlans).query(sql, parameters, row);
    }

    @Override
    public void destroy() {
        customPlans.connections().close();
        genericPlans.connections().close();
    }
}
