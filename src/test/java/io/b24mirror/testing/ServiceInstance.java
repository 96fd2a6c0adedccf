package io.b24mirror.testing;

import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import com.github.kagkarlsson.scheduler.testhelper.ManualScheduler;

import org.springframework.boot.Banner;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.util.ClassUtils;

import io.b24mirror.fetch.Drains;
import io.b24mirror.portal.MemberId;

/// One of several instances of the service, which share a database and, as machines should, a clock.
public final class ServiceInstance implements AutoCloseable {
    private static final List<String> SHARED_SETTINGS = List.of("b24.client-id", "b24.client-secret",
            "b24.portal-hosts", "b24.allow-insecure-http", "b24.oauth-servers", "b24.encryption-keyset",
            "b24.public-url", "b24.spill-directory", "b24.spill-patience", "b24.replay-interval");

    private final ApplicationContext context;
    private final ManualScheduler scheduler;
    private final Drains drains;

    private ServiceInstance(ApplicationContext context) {
        this.context = context;
        scheduler = context.getBean(ManualScheduler.class);
        drains = context.getBean(Drains.class);
    }

    /// The instance that a test's context runs.
    public static ServiceInstance of(ApplicationContext context) {
        return new ServiceInstance(context);
    }

    /// Starts another instance with the same settings on the same database, at a port of its own.
    ///
    /// @param differing
    ///            settings that it has of its own, as `name=value`
    public static ServiceInstance beside(ApplicationContext first, String... differing) {
        var application = first.getBeansWithAnnotation(SpringBootApplication.class).values().iterator().next();
        var builder = new SpringApplicationBuilder(ClassUtils.getUserClass(application), ServiceConfiguration.class)
                .bannerMode(Banner.Mode.OFF)
                .initializers(context -> share(first, (GenericApplicationContext) context));
        return new ServiceInstance(builder.run(arguments(first, differing)));
    }

    private static void share(ApplicationContext first, GenericApplicationContext second) {
        second.registerBean("database", JdbcConnectionDetails.class,
                () -> first.getBean(JdbcConnectionDetails.class));
        second.registerBean("settableClock", SettableClock.class, () -> first.getBean(SettableClock.class),
                definition -> definition.setPrimary(true));
    }

    private static String[] arguments(ApplicationContext first, String... differing) {
        var own = Stream.concat(Stream.of("server.port=0", "management.server.port=0"), Stream.of(differing)).toList();
        var shared = SHARED_SETTINGS.stream()
                .filter(name -> own.stream().noneMatch(setting -> setting.startsWith(name + "=")))
                .map(name -> name + "=" + first.getEnvironment().getRequiredProperty(name));
        return Stream.concat(own.stream(), shared).map("--"::concat).toArray(String[]::new);
    }

    /// Where this instance takes events, whatever the handler URL that all instances stand behind.
    public URI handler() {
        var port = Objects.requireNonNull(context.getEnvironment().getProperty("local.server.port"));
        return URI.create("http://localhost:" + port + "/bitrix24/events");
    }

    /// Has the records of portals read, as the regular pass does.
    public void wake(List<MemberId> portals) {
        drains.wake(portals);
    }

    /// Does the background work that is due now.
    public void runDue() {
        scheduler.runAnyDueExecutions();
    }

    /// Ends an instance that was started beside another.
    @Override
    public void close() {
        ((ConfigurableApplicationContext) context).close();
    }
}
