package io.b24mirror.fetch.drain;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

import io.b24mirror.bitrix.BitrixFailure;
import io.b24mirror.bitrix.Call;
import io.b24mirror.fetch.DrainSignals;
import io.b24mirror.fetch.DrainTest;
import io.b24mirror.fetch.FakeReader;
import io.b24mirror.fetch.FetchRequest;
import io.b24mirror.fetch.RecordKind;
import io.b24mirror.fetch.RecordReader;
import io.b24mirror.fetch.Step;
import io.b24mirror.fetch.batch.BatchesOf;
import io.b24mirror.fetch.batch.LeasedBatch;
import io.b24mirror.fetch.batch.PortalBackoff;
import io.b24mirror.scheduling.Sleeper;

import static io.b24mirror.fetch.FakeReader.found;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@Timeout(120)
class DrainRunTests extends DrainTest {
    private static final Call TIME = Call.of("server.time");
    private static final int EDITS = 1_000;

    @Autowired
    private ApplicationContext beans;

    @Autowired
    private PortalBackoff backoff;

    @Autowired
    private Sleeper sleeper;

    private final AtomicInteger begun = new AtomicInteger();

    @SuppressWarnings("NullAway.Init") // Spring fills the fields
    DrainRunTests() {}

    private void run(RecordReader<?> reader) throws InterruptedException {
        run(reader, sleeper);
    }

    private void run(RecordReader<?> reader, Sleeper sleeper) throws InterruptedException {
        new DrainRun(memberId(), BatchesOf.reader(reader, beans), backoff, sleeper, clock, new DrainSignals(),
                () -> false,
                () -> false,
                clock.instant().plusSeconds(30)).run();
    }

    /// The calendars of thousands of users are looked through, a request for each fifty of them. Each takes a minute.
    private Step<String> longReading(int steps, long id) {
        return Step.ask(TIME, _ -> {
            if (steps == 0) {
                return found(id);
            }
            clock.advance(Duration.ofMinutes(1));
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> leaseOf(id).equals(clock.instant().plus(LeasedBatch.LEASE)));
            return longReading(steps - 1, id);
        });
    }

    private Instant leaseOf(long id) {
        return instant("select due_at from fetch_list.request where record_id = " + id);
    }

    @Test
    void keepsTheLeaseOfALongReading() throws InterruptedException {
        request(event(7));
        var reader = new FakeReader(EVENT, request -> {
            begun.incrementAndGet();
            return longReading(12, request.record().id());
        });

        run(reader);

        assertThat(begun).hasValue(1);
        assertThat(reader.kept).containsExactly("record 7");
        assertThat(states()).isEqualTo(Map.of("SETTLED", 1L));
    }

    /// A reader that goes through ten pages, of which the portal answers two before it has had enough.
    private static final class Pages implements RecordReader<String> {
        private int asked;

        @Override
        public RecordKind kind() {
            return EVENT;
        }

        @Override
        public Step<String> begin(FetchRequest request) {
            return page(1, 0, request.record().id());
        }

        @Override
        public Step<String> resume(FetchRequest request, String mark) {
            return page(Integer.parseInt(mark), 0, request.record().id());
        }

        private Step<String> page(int number, int answered, long id) {
            if (number > 10) {
                return found(id);
            }
            return new Step.Ask<>(List.of(TIME), _ -> {
                if (answered == 2) {
                    return new Step.Failed<>(new BitrixFailure.MethodExhausted("OPERATION_TIME_LIMIT", null));
                }
                asked++;
                return page(number + 1, answered + 1, id);
            }, Integer.toString(number));
        }

        @Override
        public void keep(List<String> records) {
            assertThat(records).containsExactly("record 7");
        }
    }

    @Test
    void endsALongReadingHoweverOftenItIsInterrupted() throws InterruptedException {
        request(event(7));
        var reader = new Pages();

        for (int run = 0; run < 5; run++) {
            run(reader);
            clock.advance(Duration.ofMinutes(2));
        }

        assertThat(reader.asked).isEqualTo(10);
        assertThat(states()).isEqualTo(Map.of("SETTLED", 1L));
    }

    @Test
    void givesUpAReadingThatIsInterruptedForEver() throws InterruptedException {
        request(event(7));
        var reader = new FakeReader(EVENT, request -> {
            int number = begun.incrementAndGet();
            return new Step.Ask<>(List.of(TIME),
                    _ -> new Step.Failed<>(new BitrixFailure.MethodExhausted("OPERATION_TIME_LIMIT", null)),
                    "page " + number);
        });

        for (int run = 0; run < 20; run++) {
            run(reader);
            clock.advance(Duration.ofMinutes(2));
        }

        assertThat(begun).hasValue(BatchesOf.MAX_ATTEMPTS);
        assertThat(states()).isEqualTo(Map.of("DEAD", 1L));
    }

    /// A thousand times within a minute, as when somebody drags a meeting about, or a program writes it.
    @Test
    void readsRecordThatChangesAllTheTimeEveryTwoSeconds() throws InterruptedException {
        var edits = new ArrayDeque<Instant>();
        var waits = new ArrayList<Duration>();
        var reader = new FakeReader(EVENT, request -> {
            begun.incrementAndGet();
            edits.forEach(edit -> waits.add(Duration.between(edit, clock.instant())));
            edits.clear();
            return Step.ask(TIME, _ -> found(request.record().id()));
        });
        edit(edits);

        for (int run = 0; run < 10 && waits.size() < EDITS; run++) {
            run(reader, time -> {
                for (var end = clock.instant().plus(time); clock.instant().isBefore(end);) {
                    clock.advance(Duration.ofMillis(60));
                    if (waits.size() + edits.size() < EDITS) {
                        edit(edits);
                    }
                }
            });
        }

        assertThat(begun).hasValueLessThanOrEqualTo(30);
        assertThat(waits).hasSize(EDITS).allMatch(wait -> wait.compareTo(Duration.ofSeconds(3)) < 0);
    }

    private void edit(Queue<Instant> edits) {
        edits.add(clock.instant());
        request(event(7));
    }
}
