package io.b24mirror.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/// What was promised to the senders of events, beside what the database holds.
final class Ledger {
    private final JdbcClient jdbc;
    private final List<Post> posts = new ArrayList<>();

    Ledger(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void add(Collection<Post> more) {
        posts.addAll(more);
    }

    long acknowledged() {
        return posts.stream().filter(Post::isAcknowledged).count();
    }

    /// Events that were answered, but not with 200.
    long refused() {
        return posts.stream().filter(post -> !post.isAcknowledged() && post.status() != 0).count();
    }

    long unanswered() {
        return posts.stream().filter(post -> post.status() == 0).count();
    }

    /// The time from that moment until the first event is acknowledged that was posted after it.
    Duration answersAgainAfter(Instant fault) {
        return posts.stream()
                .filter(post -> post.isAcknowledged() && post.at().isAfter(fault))
                .map(Post::answeredAt)
                .min(Instant::compareTo)
                .map(answer -> Duration.between(fault, answer))
                .orElseThrow(() -> new AssertionError("No event was acknowledged after the fault"));
    }

    /// Acknowledged events that the log does not hold.
    List<String> lost() {
        var logged = logged();
        return posts.stream()
                .filter(Post::isAcknowledged)
                .map(Post::mark)
                .filter(mark -> !logged.containsKey(mark))
                .toList();
    }

    /// Events that the log holds more than once.
    List<String> doubled() {
        return logged().entrySet().stream().filter(entry -> entry.getValue() > 1).map(Map.Entry::getKey).toList();
    }

    private Map<String, Integer> logged() {
        var counts = new HashMap<String, Integer>();
        jdbc.sql("""
                select data #>> '{FIELDS,MARK}'
                from intake.delivery
                where event = 'ONCRMTIMELINECOMMENTUPDATE'
                """).query((row, _) -> row.getString(1)).list().forEach(mark -> counts.merge(mark, 1, Integer::sum));
        return counts;
    }

    /// Records that were not read since the last event about them came in. There is no copy that is older, so that this
    /// is also the number of those that are not true.
    long unread() {
        return jdbc.sql("""
                select count(*)
                from (
                    select member_id, record_id, max(received_at) as received_at
                    from intake.delivery
                    where event = 'ONCRMTIMELINECOMMENTUPDATE'
                    group by member_id, record_id
                ) posted
                where not exists (
                    select
                    from mirror.timeline_comment comment
                    where comment.member_id = posted.member_id and comment.comment_id = posted.record_id
                      and comment.fetched_at >= posted.received_at
                )
                """).query(Long.class).single();
    }

    /// Records that somebody claimed and forgot, and those that were given up.
    long stuck() {
        return jdbc.sql("""
                select count(*)
                from fetch_list.request
                where state = 'DEAD' or (claim is not null and due_at < now())
                """).query(Long.class).single();
    }

    /// Waits until all that was acknowledged is in the log, once, and all that it says has changed is read.
    void settle(Duration atMost) {
        await().atMost(atMost).pollInterval(Duration.ofMillis(250)).untilAsserted(() -> {
            assertThat(lost()).as("acknowledged events that the log lacks").isEmpty();
            assertThat(unread()).as("records not read since their last event").isZero();
        });
        assertThat(doubled()).as("events in the log twice").isEmpty();
        assertThat(stuck()).as("records given up, or claimed for ever").isZero();
    }
}
