package io.b24mirror.reconciliation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;

import io.b24mirror.bitrix.Call;
import io.b24mirror.bitrix.CallResult;
import io.b24mirror.fetch.Step;
import io.b24mirror.reconciliation.StepHandler.StepType;
import io.b24mirror.reconciliation.StepHandler.SweepStep;
import io.b24mirror.reconciliation.SweepEngineIntegrationTests.Probes.Probe;
import io.b24mirror.reconciliation.SweepSteps.NewStep;

import static org.assertj.core.api.Assertions.assertThat;

@Import(SweepEngineIntegrationTests.Configuration.class)
@ExtendWith(OutputCaptureExtension.class)
class SweepEngineIntegrationTests extends SweepTest {
    @Autowired
    private Probes probes;

    @TestConfiguration(proxyBeanMethods = false)
    static class Configuration {
        @Bean
        Probes probes(SweepSteps steps) {
            return new Probes(steps);
        }
    }

    /// Steps that call whatever the test says.
    static class Probes implements StepHandler<Probe, String> {
        private static final StepType<Probe> TYPE = new StepType<>("probe", Probe.class);

        private final SweepSteps steps;
        final List<Probe> first = new ArrayList<>();
        final List<String> kept = new ArrayList<>();

        Probes(SweepSteps steps) {
            this.steps = steps;
        }

        /// @param next
        ///            keys of the steps that it adds
        record Probe(String key, String method, List<String> next) {}

        @EventListener
        void on(Sweep.Starting starting) {
            steps.add(starting.sweep(), first.stream().map(Probes::step).toList());
        }

        private static NewStep step(Probe probe) {
            return NewStep.once(TYPE, probe.key(), probe);
        }

        @Override
        public StepType<Probe> type() {
            return TYPE;
        }

        @Override
        public Step<String> begin(SweepStep<Probe> step) {
            return Step.ask(Call.of(step.payload().method()), result -> switch (result) {
                case CallResult.Answered _ when step.payload().key().startsWith("broken") ->
                    throw new IllegalStateException("A bug");
                case CallResult.Answered _ -> new Step.Found<>(step.payload().key(), List.of());
                case CallResult.Failed(var failure) -> new Step.Failed<>(failure);
            });
        }

        @Override
        public void keep(List<Done<Probe, String>> found) {
            for (var done : found) {
                kept.add(done.value());
                steps.add(done.step().sweep(), done.step()
                        .payload()
                        .next()
                        .stream()
                        .map(key -> step(new Probe(key, "server.time", List.of())))
                        .toList());
            }
        }
    }

    @BeforeEach
    void forgetProbes() {
        probes.first.clear();
        probes.kept.clear();
    }

    private void given(String key, String method, String... next) {
        probes.first.add(new Probe(key, method, List.of(next)));
    }

    @Test
    void doesEveryStepOnceAndThoseThatStepsAdd() throws InterruptedException {
        installAtLast();
        given("a", "server.time", "c", "b");
        given("b", "server.time", "c");

        sweep();

        assertThat(probes.kept).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(rows("select type, done, total, problems from reporting.sweep_steps where type = 'probe'"))
                .containsExactly(Map.of("type", "probe", "done", 3L, "total", 3L, "problems", 0L));
        assertThat(rows("select * from sweep.step")).isEmpty();
    }

    @Test
    void endsAlthoughStepsAreRefusedOrBroken() throws InterruptedException {
        installAtLast();
        given("refused", "no.such.method");
        given("broken", "server.time");
        given("good", "server.time");

        sweep();

        assertThat(lastSweep()).containsEntry("outcome", "DONE");
        assertThat(probes.kept).containsExactly("good");
        assertThat(rows("select done, total, problems from reporting.sweep_steps where type = 'probe'"))
                .containsExactly(Map.of("done", 3L, "total", 3L, "problems", 2L));
        assertThat(rows("select * from fetch_list.request where record_kind = 'sweep_step' and state <> 'SETTLED'"))
                .isEmpty();
    }

    @Test
    void goesOnWhereThePortalLeftOff() throws InterruptedException {
        installAtLast();
        given("a", "server.time", "b");
        portal.faults().html("batch", 3, 502);

        sweep();

        assertThat(lastSweep()).containsEntry("finished_at", null);
        assertThat(probes.kept).isEmpty();
        assertThat(rows("select * from reporting.pending_fetches")).isEmpty();

        portal.faults().clear();
        clock.advance(Duration.ofMinutes(5));
        sweep();

        assertThat(probes.kept).containsExactly("a", "b");
        assertThat(lastSweep()).containsEntry("outcome", "DONE");
    }

    @Test
    void triesAgainWhatMaySucceedLater() throws InterruptedException {
        installAtLast();
        given("a", "server.time");
        portal.faults().failCalls("server.time", 1, 500, "INTERNAL_SERVER_ERROR", "Not now");

        sweep();
        assertThat(probes.kept).isEmpty();

        clock.advance(Duration.ofSeconds(15));
        sweep();
        assertThat(probes.kept).containsExactly("a");
        assertThat(lastSweep()).containsEntry("problems", 0L);
    }

    @Test
    void backfillsAfterEachInstallationThenSweepsAtIntervals() throws InterruptedException {
        installAtLast();
        sweep();
        clock.advance(Duration.ofMinutes(40));
        sweep();
        assertThat(texts("select kind from reporting.sweeps order by sweep_id")).containsExactly("BACKFILL");

        clock.advance(Duration.ofMinutes(21));
        sweep();
        assertThat(texts("select kind from reporting.sweeps order by sweep_id")).containsExactly("BACKFILL", "SWEEP");

        clock.advance(Duration.ofMinutes(1));
        installAtLast();
        sweep();
        assertThat(texts("select kind from reporting.sweeps order by sweep_id")).containsExactly("BACKFILL", "SWEEP",
                "BACKFILL");
    }

    @Test
    void goesOnWithAnUnfinishedBackfillAfterAnotherInstallation() throws InterruptedException {
        installAtLast();
        given("a", "server.time");
        plan();
        clock.advance(Duration.ofMinutes(1));

        install();
        sweep();
        sweep();

        assertThat(texts("select kind || ' ' || outcome from reporting.sweeps")).containsExactly("BACKFILL DONE");
        assertThat(probes.kept).containsExactly("a");
    }

    @Test
    void cancelsASweepWhenThePortalRemovesTheAppAndStartsAnewWhenItIsBack() throws InterruptedException {
        installAtLast();
        given("a", "server.time", "b");
        plan();

        portal.uninstall(false);
        deliverAndWork();
        plan();
        assertThat(lastSweep()).containsEntry("outcome", "CANCELLED");

        clock.advance(Duration.ofMinutes(11));
        work();
        assertThat(probes.kept).isEmpty();
        assertThat(rows("select * from fetch_list.request where state = 'WAITING'")).isEmpty();

        installAtLast();
        sweep();
        assertThat(lastSweep()).containsEntry("kind", "BACKFILL").containsEntry("outcome", "DONE");
        assertThat(probes.kept).containsExactly("a", "b");
    }

    @Test
    void waitsForAPortalThatNeedsReauthorization() throws InterruptedException {
        installAtLast();
        given("a", "server.time");
        plan();
        portal.expireAccessTokens();
        portal.revokeRefreshTokens();
        work();
        plan();
        assertThat(value("select state from reporting.portals", String.class)).isEqualTo("NEEDS_REAUTHORIZATION");
        assertThat(lastSweep()).containsEntry("finished_at", null);

        clock.advance(Duration.ofMinutes(30));
        plan();
        assertThat(lastSweep()).containsEntry("finished_at", null);

        installAtLast();
        sweep();
        assertThat(probes.kept).containsExactly("a");
        assertThat(texts("select kind || ' ' || outcome from reporting.sweeps")).containsExactly("BACKFILL DONE");
    }

    @Test
    void runsOneSweepPerPortalWhoeverPlans() throws Exception {
        installAtLast();
        given("a", "server.time");

        try (var planners = Executors.newFixedThreadPool(4)) {
            Callable<Void> pass = () -> {
                plan();
                return null;
            };
            for (var planned : planners.invokeAll(List.of(pass, pass, pass, pass))) {
                planned.get();
            }
        }

        assertThat(rows("select * from sweep.sweep")).hasSize(1);
        assertThat(sweeps.start(memberId())).isEmpty();
        sweep();
        assertThat(probes.kept).containsExactly("a");
        assertThat(sweeps.start(memberId())).isPresent();
    }

    @Test
    void saysHowFarItIs(CapturedOutput output) throws InterruptedException {
        installAtLast();
        given("a", "server.time");
        given("later", "app.info");
        portal.faults().failCalls("app.info", 1, 500, "INTERNAL_SERVER_ERROR", "Not now");
        plan();
        work();
        clock.advance(Duration.ofSeconds(40));
        plan();
        plan();

        var line = "Backfill of portal " + memberId() + ": 14 of 15 steps, 0 of 0 records read, about ";
        assertThat(output.getOut().lines().filter(one -> one.contains(line))).hasSize(1);
        assertThat(instant("select estimated_finish_at from reporting.sweeps"))
                .isBetween(clock.instant().plusSeconds(2), clock.instant().plusSeconds(4));

        sweep();
        assertThat(output).contains("Backfill of portal " + memberId() + " begins")
                .contains("Backfill of portal " + memberId() + " ended after");
        assertThat(lastSweep()).containsEntry("steps_done", 16L).containsEntry("estimated_finish_at", null);
    }

    @Test
    void keepsTheLastThirtySweepsAndTheBackfill() throws InterruptedException {
        installAtLast();
        sweep();
        for (int i = 0; i < 31; i++) {
            clock.advance(Duration.ofHours(1));
            sweep();
        }

        assertThat(texts("select kind from reporting.sweeps order by sweep_id")).hasSize(31)
                .startsWith("BACKFILL", "SWEEP")
                .containsOnlyOnce("BACKFILL");
        assertThat(rows("select * from sweep.sweep where finished_at is null")).isEmpty();
    }
}
