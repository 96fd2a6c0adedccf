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

/// The database as readers see it: a few connections of their own, read only, as the role that may read the views and
/// nothing else where the service's login may take it on. A statement that takes too long is cancelled, so no question
/// keeps old row versions alive. Whatever is read comes as text, moments in UTC.
@Component
public class ReportDatabase implements DisposableBean {
    /// For each of the two kinds of questions.
    public static final int CONNECTIONS = 3;

    private static final Duration WAIT = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration SILENCE = LONGEST.plusSeconds(10);

    /// For most questions a plan that fits all of their kind is a bad one: how much a month holds depends on the month.
    private static final String EACH_TIME = "set local plan_cache_mode = force_custom_plan";

    /// Others are read from one index whatever their values are. To plan them takes as long as to answer them. Their
    /// rows come in order: to sort is quicker only for the values that the database takes for usual.
    private static final String ONCE = "set local plan_cache_mode = force_generic_plan; set local enable_sort = off";

    private final Readers planning;
    private final Readers planned;

    ReportDatabase(DataSource main) throws SQLException {
        planning = readers("reports", main, EACH_TIME);
        planned = readers("reports-planned", main, ONCE);
    }

    private static Readers readers(String name, DataSource main, String planned) throws SQLException {
        var connections = connections(name, main);
        return new Readers(connections, JdbcClient.create(connections),
                new TransactionTemplate(new JdbcTransactionManager(connections)),
                asReader(planned));
    }

    /// All of it ends with the transaction: by way of a connection pooler, whatever were left on a connection would
    /// meet whoever gets that one next.
    private static String asReader(String planned) {
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
                end $$""".formatted(LONGEST.toSeconds(), planned);
    }

    private static HikariDataSource connections(String name, DataSource main) throws SQLException {
        var settings = new HikariConfig();
        main.unwrap(HikariDataSource.class).copyStateTo(settings);
        settings.setPoolName(name);
        settings.setMaximumPoolSize(CONNECTIONS);
        settings.setMinimumIdle(0);
        settings.setConnectionTimeout(WAIT.toMillis());
        settings.setInitializationFailTimeout(-1);
        // which has each transaction begin as a read-only one
        settings.setReadOnly(true);
        settings.setAutoCommit(false);
        // the database is the one to end what takes too long: it would go on if it was just not listened to any more
        settings.addDataSourceProperty("socketTimeout", Long.toString(SILENCE.toSeconds()));
        settings.addDataSourceProperty("binaryTransfer", "false");
        // readers may choose columns as they like, and each statement costs the database some 100 KB
        settings.addDataSourceProperty("preparedStatementCacheQueries", "64");
        return new HikariDataSource(settings);
    }

    /// Connections for one kind of question. Each question is a transaction that begins with what readers are held to.
    private record Readers(HikariDataSource connections, JdbcClient jdbc, TransactionTemplate transactions,
            String asReader) {
        <T> List<T> query(String sql, Map<String, ? extends @Nullable Object> parameters, RowMapper<T> row) {
            return requireNonNull(transactions.execute(_ -> {
                jdbc.sql(asReader).update();
                return jdbc.sql(sql).params(parameters).query(row).list();
            }));
        }
    }

    /// Rows of the reporting views, all at once. The statement is planned for these parameters.
    ///
    /// @throws org.springframework.dao.QueryTimeoutException
    ///             if it took longer than a reader may take
    /// @throws org.springframework.jdbc.CannotGetJdbcConnectionException
    ///             if other readers took all connections for some seconds, or the database is away
    public <T> List<T> query(String sql, Map<String, ? extends @Nullable Object> parameters, RowMapper<T> row) {
        return query(sql, parameters, false, row);
    }

    /// @param isSteady
    ///            whether one plan is as good for these parameters as for any others
    /// @throws org.springframework.dao.QueryTimeoutException
    ///             if it took longer than a reader may take
    <T> List<T> query(String sql, Map<String, ? extends @Nullable Object> parameters, boolean isSteady,
            RowMapper<T> row) {
        return (isSteady ? planned : planning).query(sql, parameters, row);
    }

    @Override
    public void destroy() {
        planning.connections().close();
        planned.connections().close();
    }
}
