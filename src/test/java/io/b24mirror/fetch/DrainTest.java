package io.b24mirror.fetch;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;

import io.b24mirror.fetch.FetchRequest.Urgency;
import io.b24mirror.portal.MemberId;
import io.b24mirror.simulation.EventDraft;
import io.b24mirror.simulation.RecordedRequest;
import io.b24mirror.testing.ServiceTest;

import static java.time.ZoneOffset.UTC;

/// Drains of a portal that has the app, a calendar, and nothing to read at first.
public abstract class DrainTest extends ServiceTest {
    protected static final RecordKind EVENT = new RecordKind("calendar_event");
    /// After an installation the portal is asked for a test event.
    private static final Duration SELF_CHECK = Duration.ofSeconds(20);

    protected static final MemberId UNKNOWN_PORTAL = new MemberId("portal-that-nobody-installed");

    @Autowired
    protected FetchList list;

    @Autowired
    protected Drains drains;

    @Autowired
    protected TransactionTemplate transaction;

    private long section;

    @SuppressWarnings("NullAway.Init") // Spring fills the fields
    protected DrainTest() {}

    @BeforeEach
    protected void beginWithCalendar() throws InterruptedException {
        portal.keepsEvents(false);
        section = portal.calendar().addSection("user", 1, "Work");
        install();
        letPass(SELF_CHECK);
        portal.clearJournal();
        portal.emptyBucket();
    }

    protected MemberId memberId() {
        return new MemberId(portal.memberId());
    }

    protected RecordRef event(long id) {
        return new RecordRef(memberId(), EVENT, id);
    }

    /// Adds events to the calendar; the portal tells of them when the test lets it.
    protected List<Long> addEvents(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> portal.calendar().addEvent(section, EventDraft.named("Event " + number)))
                .toList();
    }

    /// Puts records on the list, and wakes nobody.
    protected void request(RecordRef... records) {
        transaction.executeWithoutResult(_ -> list.request(List.of(records)
                .stream()
                .map(record -> new FetchRequest(record, clock.instant(), Urgency.FRESH, null, Cause.delivery(1)))
                .toList()));
    }

    /// Lets time pass and the service work, from one planned execution to the next.
    protected void letPass(Duration time) {
        var end = clock.instant().plus(time);
        work();
        for (var next = nextExecution(); next != null && next.isBefore(end); next = nextExecution()) {
            clock.set(next);
            work();
        }
        if (clock.instant().isBefore(end)) {
            clock.set(end);
        }
    }

    @Nullable
    protected Instant nextExecution() {
        return jdbc.sql("select min(execution_time) from scheduler.scheduled_tasks where execution_time > :now")
                .param("now", clock.instant().atOffset(UTC))
                .query((row, _) -> row.getObject(1, OffsetDateTime.class))
                .optional()
                .map(OffsetDateTime::toInstant)
                .orElse(null);
    }

    /// How many events have a copy.
    protected long copies() {
        return value("select count(*) from mirror.calendar_event", Long.class);
    }

    /// How many records are in each state.
    protected Map<String, Long> states() {
        return jdbc.sql("select state, count(*) from fetch_list.request group by state")
                .query((row, _) -> Map.entry(row.getString(1), row.getLong(2)))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    protected long attempts() {
        return value("select coalesce(sum(attempts), 0) from fetch_list.request", Long.class);
    }

    protected List<RecordedRequest> requestsToPortal() {
        return portal.requests().stream().filter(request -> request.host() == RecordedRequest.Host.PORTAL).toList();
    }

    /// Leads the service to another address of the portal.
    protected void lead(URI address) {
        jdbc.sql("update portal.portal set client_endpoint = :address where member_id = :memberId")
                .param("address", address.toString())
                .param("memberId", portal.memberId())
                .update();
    }
}
