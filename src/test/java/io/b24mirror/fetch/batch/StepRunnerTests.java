package io.b24mirror.fetch.batch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.TransientDataAccessResourceException;

import io.b24mirror.bitrix.BitrixClient;
import io.b24mirror.bitrix.BitrixFailure;
import io.b24mirror.bitrix.Call;
import io.b24mirror.bitrix.CallResult;
import io.b24mirror.fetch.Cause;
import io.b24mirror.fetch.DrainTest;
import io.b24mirror.fetch.FakeReader;
import io.b24mirror.fetch.FetchRequest;
import io.b24mirror.fetch.FetchRequest.Urgency;
import io.b24mirror.fetch.Step;
import io.b24mirror.simulation.RecordedRequest;
import io.b24mirror.simulation.SimulatedFaults;

import static io.b24mirror.fetch.FakeReader.found;
import static org.assertj.core.api.Assertions.assertThat;

class StepRunnerTests extends DrainTest {
    private static final Call TIME = Call.of("server.time");

    @Autowired
    private BitrixClient client;

    @SuppressWarnings("NullAway.Init") // Spring fills the fields
    StepRunnerTests() {}

    private static Call numbered(long number) {
        return TIME.with("number", number);
    }

    /// Begins readings of the records 1 to a number.
    private StepRunner begin(int count, Function<FetchRequest, Step<String>> begin) {
        var readings = new StepRunner(memberId(), client, new ResumeMarks());
        var reader = new FakeReader(EVENT, begin);
        for (int id = 1; id <= count; id++) {
            var request = new FetchRequest(event(id), clock.instant(), Urgency.FRESH, null, Cause.delivery(1));
            readings.begin(new LeasedFetch(request, 1, 0, clock.instant()), reader);
        }
        return readings;
    }

    private static Map<Long, Step<?>> finished(StepRunner readings) {
        var byId = new TreeMap<Long, Step<?>>();
        readings.takeFinished().forEach((claimed, step) -> byId.put(claimed.record().id(), step));
        return byId;
    }

    private List<Integer> batches() {
        return requestsToPortal().stream().map(RecordedRequest::commands).map(List::size).toList();
    }

    @Test
    void makesEqualCallsOnce() throws InterruptedException {
        var readings = begin(30, request -> Step.ask(TIME, _ -> found(request.record().id())));

        assertThat(readings.advance()).isEmpty();

        assertThat(finished(readings)).hasSize(30);
        assertThat(batches()).containsExactly(1);
    }

    @Test
    void asksAsSeveralUsersAndSparesThePortalTheTroubleOfAUserWithoutToken() throws InterruptedException {
        var answers = new ArrayList<CallResult>();
        var readings = begin(1,
                request -> new Step.Ask<>(
                        List.of(Call.of("profile"), Call.of("profile").as(1), Call.of("profile").as(99)),
                        results -> {
                            answers.addAll(results);
                            return found(request.record().id());
                        }));

        assertThat(readings.advance()).isEmpty();

        assertThat(batches()).containsExactly(1, 1);
        assertThat(answers.subList(0, 2)).allMatch(CallResult.Answered.class::isInstance);
        assertThat(answers.getLast()).isInstanceOfSatisfying(CallResult.Failed.class,
                failed -> assertThat(failed.failure()).isInstanceOf(BitrixFailure.Unauthorized.class));
    }

    /// That user may not have confirmed an invitation; the portal has nothing to do with it.
    @Test
    void sparesThePortalTheTroubleOfAUserWhoIsRefusedAndAsksAsThatUserOnce() throws InterruptedException {
        long employee = userWithToken();
        portal.faults()
                .refuseUser(employee, 401, "ACCESS_DENIED", "Current user can't be authorized in this context");
        portal.clearJournal();

        for (int record = 0; record < 5; record++) {
            var readings = begin(1, request -> new Step.Ask<>(List.of(TIME, TIME.as(employee)), results -> {
                assertThat(results.getFirst()).isInstanceOf(CallResult.Answered.class);
                assertThat(results.getLast()).isInstanceOf(CallResult.Failed.class);
                return found(request.record().id());
            }));
            assertThat(readings.advance()).isEmpty();
            assertThat(finished(readings)).hasSize(1);
        }

        assertThat(requestsToPortal()).filteredOn(request -> Objects.equals(request.userId(), employee)).hasSize(1);
    }

    @Test
    void sparesThePortalTheTroubleOfAUserWhoseTokenCannotBeRenewed() throws InterruptedException {
        long employee = userWithToken();
        clock.advance(Duration.ofHours(1));
        client.batch(memberId(), List.of(TIME));
        portal.faults().html(SimulatedFaults.TOKEN, 1, 502);

        var readings = begin(1,
                request -> Step.ask(TIME.as(employee),
                        result -> result instanceof CallResult.Failed(var failure)
                                ? new Step.Failed<>(failure)
                                : found(request.record().id())));

        assertThat(readings.advance()).isEmpty();
        assertThat(finished(readings).get(1L)).isInstanceOfSatisfying(Step.Failed.class,
                failed -> assertThat(failed.failure()).isInstanceOf(BitrixFailure.Unavailable.class));
    }

    private long userWithToken() throws InterruptedException {
        long employee = portal.users().add("Emil Employee");
        portal.calendar().by(employee).addSection("user", employee, "Mine");
        deliverAndWork();
        return employee;
    }

    @Test
    void givesEachReadingItsOwnAnswers() throws InterruptedException {
        var answers = new ArrayList<List<CallResult>>();
        var readings = begin(2, request -> new Step.Ask<>(
                List.of(TIME, Call.of("no.such.method"), numbered(request.record().id())), results -> {
                    answers.add(results);
                    return found(request.record().id());
                }));

        readings.advance();

        assertThat(batches()).containsExactly(4);
        assertThat(answers).hasSize(2).allSatisfy(results -> {
            assertThat(results).hasSize(3);
            assertThat(results.get(0)).isInstanceOf(CallResult.Answered.class);
            assertThat(results.get(1)).isInstanceOf(CallResult.Failed.class);
        });
    }

    @Test
    void splitsCallsIntoBatchesOfFifty() throws InterruptedException {
        var readings = begin(3, request -> new Step.Ask<>(IntStream.range(0, 40)
                .mapToObj(number -> numbered(request.record().id() * 100 + number))
                .toList(), results -> {
                    assertThat(results).hasSize(40);
                    return found(request.record().id());
                }));

        readings.advance();

        assertThat(batches()).containsExactly(50, 50, 20);
        assertThat(finished(readings)).hasSize(3);
    }

    @Test
    void keepsWhatWasAnsweredBeforePortalFailed() throws InterruptedException {
        var readings = begin(60,
                request -> Step.ask(numbered(request.record().id()), _ -> found(request.record().id())));
        portal.faults().hang("batch").countDown(); // passes
        portal.faults().html("batch", 1, 502);

        var failure = readings.advance();

        assertThat(failure).hasValue(new BitrixFailure.Unavailable("HTTP 502 without a JSON object", true));
        assertThat(finished(readings)).hasSize(50).containsKeys(1L, 50L);
        assertThat(readings.takeAll()).extracting(claimed -> claimed.record().id())
                .containsExactly(51L, 52L, 53L, 54L, 55L, 56L, 57L, 58L, 59L, 60L);
        assertThat(readings.isEmpty()).isTrue();
    }

    @Test
    void makesNoCallAfterPortalFailed() throws InterruptedException {
        var readings = begin(200,
                request -> Step.ask(numbered(request.record().id()), _ -> found(request.record().id())));
        portal.faults().html("batch", 1, 502);

        readings.advance();

        assertThat(requestsToPortal()).hasSize(1);
        assertThat(finished(readings)).isEmpty();
    }

    @Test
    void doesNotAdvanceReadingThatHasHalfItsAnswers() throws InterruptedException {
        var asked = new AtomicInteger();
        var readings = begin(1, _ -> new Step.Ask<>(IntStream.range(0, 60).mapToObj(StepRunnerTests::numbered).toList(),
                _ -> {
                    asked.incrementAndGet();
                    return found(1);
                }));
        portal.faults().hang("batch").countDown(); // passes
        portal.faults().html("batch", 1, 502);

        readings.advance();

        assertThat(asked).hasValue(0);
        assertThat(readings.takeAll()).hasSize(1);
    }

    @Test
    void letsReaderThatThrowsCostItsOwnRecord() throws InterruptedException {
        var readings = begin(4, request -> switch ((int) request.record().id()) {
            case 1 -> throw new IllegalStateException("bug in begin");
            case 2 -> Step.ask(TIME, _ -> {
                throw new NumberFormatException("bug in next");
            });
            default -> Step.ask(TIME, _ -> found(request.record().id()));
        });
        assertThat(finished(readings)).containsOnlyKeys(1L);

        readings.advance();

        var finished = finished(readings);
        assertThat(finished).containsOnlyKeys(2L, 3L, 4L);
        assertThat(finished.get(2L)).isEqualTo(new Step.Failed<>(new BitrixFailure.Rejected(
                "the answer could not be understood: java.lang.NumberFormatException: bug in next")));
        assertThat(finished.get(3L)).isEqualTo(found(3));
    }

    /// Waiting heals our own database.
    @Test
    void doesNotGiveUpRecordForTroubleWithOurDatabase() {
        var readings = begin(1, _ -> {
            throw new TransientDataAccessResourceException("no connection");
        });

        assertThat(finished(readings).get(1L)).isEqualTo(new Step.Failed<>(new BitrixFailure.Unavailable(
                "our database did not answer: TransientDataAccessResourceException", false)));
    }

    @Test
    void endsReadingThatNeverEnds() throws InterruptedException {
        var readings = begin(1, _ -> endless());
        int rounds = 0;
        while (!readings.isEmpty() && rounds < 5_000) {
            readings.advance();
            rounds++;
            var finished = finished(readings);
            if (!finished.isEmpty()) {
                assertThat(finished.get(1L)).isEqualTo(
                        new Step.Failed<>(new BitrixFailure.Rejected("the reading does not come to an end")));
            }
        }

        assertThat(rounds).isEqualTo(1_000);
    }

    /// Asks for nothing, so that the portal has no part in it.
    private static Step<String> endless() {
        return new Step.Ask<>(List.of(), _ -> endless());
    }
}
