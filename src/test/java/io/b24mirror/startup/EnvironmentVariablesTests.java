package io.b24mirror.startup;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import io.b24mirror.secret.Keyset;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

/// Every variable by its documented name, read as Spring reads the environment.
class EnvironmentVariablesTests {
    private static final Map<String, String> APP = Map.of("B24_ENCRYPTION_KEYSET", Keyset.generate(), "B24_CLIENT_ID",
            "app.1", "B24_CLIENT_SECRET", "client-secret", "B24_PUBLIC_URL", "https://b24.example.com");

    @Configuration(proxyBeanMethods = false)
    @ConfigurationPropertiesScan("io.b24mirror")
    @ComponentScan(basePackages = "io.b24mirror.secret", useDefaultFilters = false,
            includeFilters = @ComponentScan.Filter(type = FilterType.REGEX, pattern = ".*\\.SecretConverter"))
    static class Settings {}

    @ParameterizedTest
    @CsvSource({
            "B24_PUBLIC_URL, https://other.example, PortalProperties, publicUrl=https://other.example",
            "B24_CLIENT_ID, app.2, PortalProperties, clientId=app.2",
            "B24_CLIENT_ID, app.2, OAuthProperties, clientId=app.2",
            "B24_CLIENT_SECRET, x, OAuthProperties, clientSecret=[secret]",
            "B24_OAUTH_SERVERS, 'https://a.example,https://b.example', PortalProperties, 'oauthServers=[https://a.example, https://b.example]'",
            "B24_PORTAL_HOSTS, '*.bitrix24.com,portal.internal:8443', PortalProperties, 'portalHosts=[*.bitrix24.com, portal.internal:8443]'",
            "B24_ALLOW_INSECURE_HTTP, true, PortalProperties, allowInsecureHttp=true",
            "B24_RATE_PER_SECOND, 5, BudgetProperties, ratePerSecond=5.0",
            "B24_RATE_BURST, 250, BudgetProperties, rateBurst=250",
            "B24_CALENDAR_WINDOW_BACK, P2Y, CalendarWindow, P2Y",
            "B24_CALENDAR_WINDOW_AHEAD, P6M, CalendarWindow, P6M",
            "B24_OPERATOR_PASSWORD, s3cr3t-of-twelve, AccessProperties, operatorPassword=[secret]",
            "B24_REPORTING_PASSWORD, s3cr3t-of-twelve, AccessProperties, reportingPassword=[secret]",
            "B24_SWEEP_INTERVAL, PT15M, SweepProperties, PT15M",
            "B24_RETENTION_DELIVERIES, P30D, IntakeProperties, retentionDeliveries=PT720H",
            "B24_RETENTION_HISTORY, P400D, HistoryProperties, retentionHistory=PT9600H",
            "B24_RETENTION_HISTORY, '', HistoryProperties, retentionHistory=null",
            "B24_RETENTION_DEAD, P30D, FetchProperties, retentionDead=PT720H",
            "B24_SPILL_DIRECTORY, /var/spill, SpillProperties, spillDirectory=/var/spill",
            "B24_SPILL_MAX_SIZE, 10MB, SpillProperties, spillMaxSize=10485760B",
            "B24_SPILL_MAX_SIZE, 0, SpillProperties, spillMaxSize=0B",
            "B24_DATABASE_WAIT, PT10S, StartupProperties, databaseWait=PT10S"})
    void readsVariableByItsName(String variable, String value, String record, String expected) {
        runner(Map.of(variable, value)).run(context -> assertThat(context.getBeansOfType(Record.class)).values()
                .filteredOn(bean -> bean.getClass().getSimpleName().equals(record))
                .singleElement()
                .asString()
                .contains(expected));
    }

    @Test
    void readsWebhooksByNumber() {
        var webhooks = Map.of("B24_CLIENT_ID", "", "B24_CLIENT_SECRET", "", "B24_PUBLIC_URL", "",
                "B24_WEBHOOKS_0_APPLICATION_TOKEN", "token", "B24_WEBHOOKS_0_REST_URL",
                "https://acme.bitrix24.com/rest/1/secret/", "B24_WEBHOOKS_0_MEMBER_ID",
                "0123456789abcdef0123456789abcdef", "B24_WEBHOOKS_1_APPLICATION_TOKEN", "token",
                "B24_WEBHOOKS_1_REST_URL", "https://other.bitrix24.com/rest/1/secret");

        runner(webhooks).run(context -> assertThat(context.getBeansOfType(Record.class)).values()
                .filteredOn(bean -> bean.getClass().getSimpleName().equals("PortalProperties"))
                .singleElement()
                .asString()
                .contains("clientId=null", "memberId=0123456789abcdef0123456789abcdef", "memberId=null")
                .doesNotContain("token,", "/rest/1/secret"));
    }

    @ParameterizedTest
    @CsvSource({
            "B24_ENCRYPTION_KEYSET, '', B24_ENCRYPTION_KEYSET is missing",
            "B24_CLIENT_ID, '', B24_CLIENT_ID is missing",
            "B24_CLIENT_SECRET, '', B24_CLIENT_SECRET is missing",
            "B24_PUBLIC_URL, '', B24_PUBLIC_URL is missing",
            "B24_PUBLIC_URL, b24.example.com, B24_PUBLIC_URL must be",
            "B24_PUBLIC_URL, 'https://b 24.example', B24_PUBLIC_URL must be",
            "B24_PUBLIC_URL, ftp://b24.example.com, B24_PUBLIC_URL must be",
            "B24_OAUTH_SERVERS, http://a.example, B24_OAUTH_SERVERS must be",
            "B24_OAUTH_SERVERS, oauth.bitrix.info, B24_OAUTH_SERVERS must be",
            "B24_OAUTH_SERVERS, '', B24_OAUTH_SERVERS must name",
            "B24_ALLOW_INSECURE_HTTP, maybe, B24_ALLOW_INSECURE_HTTP cannot be read as true or false",
            "B24_RATE_PER_SECOND, fast, B24_RATE_PER_SECOND cannot be read as a number",
            "B24_RATE_PER_SECOND, 0, B24_RATE_PER_SECOND must be",
            "B24_RATE_PER_SECOND, NaN, B24_RATE_PER_SECOND must be",
            "B24_RATE_BURST, abc, B24_RATE_BURST cannot be read as a whole number",
            "B24_RATE_BURST, 0, B24_RATE_BURST must be",
            "B24_SPILL_MAX_SIZE, 999KB, B24_SPILL_MAX_SIZE must be between 1MB and 1TB",
            "B24_SPILL_MAX_SIZE, -1GB, B24_SPILL_MAX_SIZE must be between 1MB and 1TB",
            "B24_SPILL_MAX_SIZE, much, 'B24_SPILL_MAX_SIZE cannot be read as a size, for example 1GB'",
            "B24_SPILL_DIRECTORY, ' ', B24_SPILL_DIRECTORY must be the path of a folder",
            "B24_DATABASE_WAIT, PT-1S, B24_DATABASE_WAIT must be between PT0S and P1D",
            "B24_DATABASE_WAIT, long, B24_DATABASE_WAIT cannot be read as a duration",
            "B24_RETENTION_HISTORY, P30D, B24_RETENTION_HISTORY must be between P31D and P36500D",
            "B24_RETENTION_DEAD, PT1H, B24_RETENTION_DEAD must be between P1D and P36500D",
            "B24_SWEEP_INTERVAL, PT59S, B24_SWEEP_INTERVAL must be between PT1M and P30D",
            "B24_SWEEP_INTERVAL, P31D, B24_SWEEP_INTERVAL must be between PT1M and P30D",
            "B24_SWEEP_INTERVAL, hourly, B24_SWEEP_INTERVAL cannot be read as",
            "B24_OPERATOR_PASSWORD, '', B24_OPERATOR_PASSWORD must have 12 characters",
            "B24_OPERATOR_PASSWORD, '            ', B24_OPERATOR_PASSWORD must have 12 characters",
            "B24_OPERATOR_PASSWORD, s3cr3t, B24_OPERATOR_PASSWORD must have 12 characters",
            "B24_REPORTING_PASSWORD, s3cr3t, B24_REPORTING_PASSWORD must have 12 characters",
            "B24_REPORTING_PASSWORD, s3cr3t-0123456789012345678901234567890123456789012345678901234567890123456789, B24_REPORTING_PASSWORD must have",
            "B24_CALENDAR_WINDOW_BACK, year, B24_CALENDAR_WINDOW_BACK must be an ISO period",
            "B24_WEBHOOKS_0_APPLICATION_TOKEN, s3cr3t, B24_WEBHOOKS_0_REST_URL is missing",
            "B24_WEBHOOKS_0_REST_URL, https://acme.bitrix24.com/rest/1/s3cr3t/, B24_WEBHOOKS_0_APPLICATION_TOKEN is missing",
            "B24_PORTAL_HOSTS, https://*.bitrix24.com/, B24_PORTAL_HOSTS must be",
            "B24_PORTAL_HOSTS, '*.bitrix24.com,acme.example/rest', B24_PORTAL_HOSTS must be",
            "B24_HTTP_PROXY, proxy:3128, B24_HTTP_PROXY must be",
            "B24_HTTP_PROXY, http://user:s3cr3t@proxy, B24_HTTP_PROXY must be",
            "B24_WEBHOOKS_1_APPLICATION_TOKEN, s3cr3t, 'B24_WEBHOOKS_1_… is set, but a lower number is missing: count from 0 without gaps'"})
    void saysWhichVariableIsWrong(String variable, String value, String expected) {
        runner(Map.of(variable, value)).run(context -> {
            assertThat(context).hasFailed();
            assertThat(line(context.getStartupFailure())).startsWith(expected).doesNotContain("s3cr3t", "\n");
        });
    }

    @ParameterizedTest
    @CsvSource({"2", "7"})
    void namesAGapBetweenWebhooks(int number) {
        runner(Map.of("B24_WEBHOOKS_0_APPLICATION_TOKEN", "token", "B24_WEBHOOKS_0_REST_URL",
                "https://acme.bitrix24.com/rest/1/s3cr3t/", "B24_WEBHOOKS_%d_REST_URL".formatted(number),
                "https://acme.bitrix24.com/rest/1/s3cr3t/"))
                .run(context -> assertThat(line(context.getStartupFailure()))
                        .startsWith("B24_WEBHOOKS_%d_… is set, but a lower number is missing".formatted(number))
                        .doesNotContain("s3cr3t"));
    }

    @Test
    void wantsAMemberIdToBeOne() {
        runner(Map.of("B24_WEBHOOKS_0_APPLICATION_TOKEN", "token", "B24_WEBHOOKS_0_REST_URL",
                "https://acme.bitrix24.com/rest/1/secret/", "B24_WEBHOOKS_0_MEMBER_ID", "xyz"))
                .run(context -> assertThat(line(context.getStartupFailure()))
                        .startsWith("B24_WEBHOOKS_0_MEMBER_ID is not a member_id"));
    }

    @Test
    void wantsOneUserNotToBeTheOther() {
        runner(Map.of("B24_OPERATOR_PASSWORD", "s3cr3t-of-twelve", "B24_REPORTING_PASSWORD", "s3cr3t-of-twelve"))
                .run(context -> assertThat(line(context.getStartupFailure()))
                        .startsWith("B24_REPORTING_PASSWORD must differ from B24_OPERATOR_PASSWORD")
                        .doesNotContain("s3cr3t"));
    }

    @ParameterizedTest
    @CsvSource({"http://acme.bitrix24.com/rest/1/s3cr3t/", "https://acme.bitrix24.com/1/s3cr3t/",
            "https://acme.bitrix24.com/rest/s3cr3t/", "https://a:b@acme.bitrix24.com/rest/1/s3cr3t/",
            "https://acme.bitrix24.com/rest/1/s3cr3t/profile", "https://ac_me.bitrix24.com/rest/1/s3cr3t/",
            "https://ac me.bitrix24.com/rest/1/s3cr3t/", "https://:8443/rest/1/s3cr3t/", "s3cr3t"})
    void refusesWhatIsNoIncomingWebhook(String url) {
        runner(Map.of("B24_WEBHOOKS_0_APPLICATION_TOKEN", "token", "B24_WEBHOOKS_0_REST_URL", url)).run(context -> {
            assertThat(context).hasFailed();
            assertThat(line(context.getStartupFailure())).startsWith("B24_WEBHOOKS_0_REST_URL must be")
                    .doesNotContain("s3cr3t");
        });
    }

    private static String line(@Nullable Throwable failure) {

        for (var analyzer : new org.springframework.boot.diagnostics.FailureAnalyzer[]{new InvalidSettingAnalyzer(),
                new UnboundSettingAnalyzer()}) {
            FailureAnalysis analysis = analyzer.analyze(requireNonNull(failure));
            if (analysis != null) {
                return analysis.getDescription();
            }
        }
        throw new AssertionError("Nobody explains it", failure);
    }

    private static ApplicationContextRunner runner(Map<String, String> variables) {
        var environment = new LinkedHashMap<String, Object>(APP);
        environment.putAll(variables);
        return new ApplicationContextRunner().withUserConfiguration(Settings.class)
                .withInitializer(context -> context.getEnvironment()
                        .getPropertySources()
                        .replace("systemEnvironment",
                                new SystemEnvironmentPropertySource("systemEnvironment", environment)));
    }
}
