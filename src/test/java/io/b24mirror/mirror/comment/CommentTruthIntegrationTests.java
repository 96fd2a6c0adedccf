package io.b24mirror.mirror.comment;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.b24mirror.reconciliation.SweepTest;

import static org.assertj.core.api.Assertions.assertThat;

/// Comments as real portals answer them: with codes of emoji, on items in the recycle bin, behind lists that
/// are refused.
class CommentTruthIntegrationTests extends SweepTest {
    private static final String GET = "crm.timeline.comment.get";

    @SuppressWarnings("NullAway.Init")
    CommentTruthIntegrationTests() {}

    @BeforeEach
    void begin() throws InterruptedException {
        installAtLast();
        sweep();
    }

    private long comment(String type, long item, String text) throws InterruptedException {
        var id = portal.comments().add(type, item, 1, text);
        deliverAndWork();
        return id;
    }

    private void sweepAfter(Duration pause) {
        clock.advance(pause);
        sweep();
    }

    private void sweepLater() {
        sweepAfter(Duration.ofHours(1));
    }

    @Test
    void showsEmojiThatThePortalEncodes() throws InterruptedException {
        comment("deal", 55, "Hi 👋 [B]Anna[/B]");

        assertThat(rows("select comment, comment_text, raw ->> 'COMMENT' as raw from reporting.timeline_comments"))
                .singleElement()
                .hasToString("{comment=Hi 👋 [B]Anna[/B], comment_text=Hi 👋 Anna, raw=Hi :f09f918b: [B]Anna[/B]}");

        sweepLater();
        sweepLater();

        assertThat(versions()).containsExactly("ONLINE deal 55 false");
        assertThat(lastSweep()).containsEntry("records_total", 0L);
    }

    @Test
    void keepsTheLastItemOfACommentInTheRecycleBin() throws InterruptedException {
        comment("deal", 55, "Signed");
        portal.comments().trashItem("deal", 55);

        sweepLater();

        assertThat(versions()).containsExactly("ONLINE deal 55 false", "SWEEP deal 55 true");
        assertThat(live()).containsExactly("Signed");
        assertThat(items()).containsExactly("deal 55");
        assertThat(value("select raw ->> 'ENTITY_TYPE' from reporting.timeline_comments", String.class))
                .isEqualTo("sus_deal");
    }

    @Test
    void bringsACommentBackUnderTheNewIdOfItsRestoredItem() throws InterruptedException {
        comment("deal", 55, "Signed");
        portal.comments().trashItem("deal", 55);
        sweepLater();
        sweepLater();
        portal.comments().restoreItem("deal", 55, 71);

        sweepLater();
        sweepLater();

        assertThat(versions()).containsExactly("ONLINE deal 55 false", "SWEEP deal 55 true", "SWEEP deal 71 false");
        assertThat(items()).containsExactly("deal 71");
    }

    @Test
    void endsACommentWhoseItemIsPurged() throws InterruptedException {
        comment("dynamic_1046", 3, "Signed");
        portal.comments().trashItem("dynamic_1046", 3);
        sweepLater();
        portal.comments().purgeItem("dynamic_1046", 3);

        sweepLater();

        assertThat(live()).isEmpty();
        assertThat(versions()).containsExactly("ONLINE dynamic_1046 3 false", "SWEEP dynamic_1046 3 true");
        assertThat(rows("select kind, layer from mirror.tombstone")).singleElement()
                .hasToString("{kind=timeline_comment, layer=SWEEP}");
    }

    @Test
    void endsACommentWhoseItemIsDeletedWithoutARecycleBin() throws InterruptedException {
        comment("deal", 55, "Signed");
        portal.comments().purgeItem("deal", 55);

        sweepLater();

        assertThat(live()).isEmpty();
    }

    @Test
    void findsTheRecycleBinByAnEventToo() throws InterruptedException {
        var id = comment("deal", 55, "Signed");
        portal.comments().trashItem("deal", 55);
        clock.advance(Duration.ofHours(1));
        portal.comments().update(id, "Signed again");
        deliverAndWork();

        assertThat(versions()).containsExactly("ONLINE deal 55 false", "ONLINE deal 55 true");
    }

    @Test
    void namesNoItemForACommentThatItFirstSawInTheRecycleBin() throws InterruptedException {
        portal.comments().add("deal", 55, 1, "Signed");
        portal.comments().trashItem("deal", 55);
        deliverAndWork();

        assertThat(versions()).containsExactly("ONLINE null null true");
        assertThat(items()).isEmpty();

        portal.comments().restoreItem("deal", 55, 71);
        sweepLater();

        assertThat(versions()).containsExactly("ONLINE null null true", "SWEEP deal 71 false");
    }

    @Test
    void showsACommentWithTheItemThatIsNotInTheRecycleBin() throws InterruptedException {
        var id = portal.comments().add("deal", 55, 1, "Signed");
        portal.comments().bind(id, "contact", 7);
        deliverAndWork();
        portal.comments().trashItem("deal", 55);
        sweepLater();

        assertThat(versions()).containsExactly("ONLINE deal 55 false", "SWEEP contact 7 false");

        portal.comments().restoreItem("deal", 55, 71);
        sweepLater();

        assertThat(items()).containsExactly("contact 7", "deal 71");
    }

    @Test
    void asksLittleAboutTheRecycleBinAndSaysNothingTwice() throws InterruptedException {
        for (int i = 0; i < 60; i++) {
            portal.comments().add("deal", 55, 1, "Comment " + i);
        }
        deliverAndWork();
        portal.comments().trashItem("deal", 55);
        sweepLater();
        var before = calls(GET);

        sweepLater();
        sweepLater();

        assertThat(calls(GET) - before).isEqualTo(120);
        assertThat(lastSweep()).containsEntry("records_total", 0L).containsEntry("problems", 0L);
        assertThat(texts("select entity_type from reporting.timeline_comments where in_recycle_bin")).hasSize(60);
        assertThat(rows("select * from reporting.timeline_comments_history")).hasSize(120);
        assertThat(texts("select payload ->> 'type' from sweep.step where type = 'crm_item'")).isEmpty();
    }

    @Test
    void doesNotLeaveACommentLiveForEverWhoseListIsRefused() throws InterruptedException {
        comment("deal", 55, "Signed");
        portal.comments().hideItem("deal", 55, 1);

        sweepLater();

        assertThat(live()).isEmpty();
        assertThat(rows("select hidden_since, deleted_at from reporting.timeline_comments")).singleElement()
                .satisfies(row -> assertThat(row.get("hidden_since")).isNotNull())
                .satisfies(row -> assertThat(row.get("deleted_at")).isNull());
        assertThat(lastSweep()).containsEntry("outcome", "DONE").containsEntry("problems", 0L);
    }

    @Test
    void endsACommentThatIsGoneBehindARefusedList() throws InterruptedException {
        comment("deal", 55, "Signed");
        portal.comments().hideItem("deal", 55, 1);
        portal.comments().purgeItem("deal", 55);

        sweepLater();

        assertThat(value("select deleted_at is not null from reporting.timeline_comments", Boolean.class)).isTrue();
    }

    @Test
    void readsCommentsBehindARefusedListOncePerDay() throws InterruptedException {
        comment("deal", 55, "Signed");
        portal.comments().hideItem("deal", 55, 1);
        sweepLater();
        var before = calls(GET);

        for (int hour = 0; hour < 23; hour++) {
            sweepLater();
        }

        assertThat(calls(GET)).isEqualTo(before);

        portal.comments().purgeItem("deal", 55);
        sweepLater();

        assertThat(value("select deleted_at is not null from reporting.timeline_comments", Boolean.class)).isTrue();
    }

    @Test
    void showsACommentAgainWhoseListIsOpenAgain() throws InterruptedException {
        comment("deal", 55, "Signed");
        portal.comments().hideItem("deal", 55, 1);
        sweepLater();
        portal.comments().showItem("deal", 55, 1);
        sweepLater();

        assertThat(live()).containsExactly("Signed");

        portal.comments().hideItem("deal", 55, 1);
        sweepLater();

        assertThat(live()).isEmpty();
        assertThat(versions()).hasSize(1);
    }

    @Test
    void hidesACommentOfADeletedItemFromAServiceThatIsNoAdministrator() throws InterruptedException {
        comment("deal", 55, "Signed");
        portal.users().setAdmin(1, false);
        portal.comments().trashItem("deal", 55);
        sweepLater();

        assertThat(live()).isEmpty();

        portal.users().setAdmin(1, true);
        sweepLater();

        assertThat(versions()).containsExactly("ONLINE deal 55 false", "SWEEP deal 55 true");
    }

    private List<@Nullable String> versions() {
        return texts(
                """
                        select concat_ws(' ', layer, coalesce(entity_type, 'null'), coalesce(entity_id::text, 'null'), in_recycle_bin::text)
                        from reporting.timeline_comments_history
                        order by valid_from
                        """);
    }

    private List<@Nullable String> live() {
        return texts("""
                select comment from reporting.timeline_comments where deleted_at is null and hidden_since is null
                """);
    }

    private List<@Nullable String> items() {
        return texts("""
                select entity_type || ' ' || entity_id from reporting.timeline_comment_bindings order by 1
                """);
    }

    private long calls(String method) {
        return portal.requests().stream().mapToLong(request -> request.calls(method)).sum();
    }
}
