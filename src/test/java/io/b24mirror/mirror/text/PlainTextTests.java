package io.b24mirror.mirror.text;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.b24mirror.testing.Captures;

import static org.assertj.core.api.Assertions.assertThat;

class PlainTextTests {

    @Test
    void readsTheCommentsOfRealPortals() {
        assertThat(captured(0))
                .isEqualTo("https://static.example.com/images/bitrix/max.png  Anna Example: Hello, this is "
                        + "Anna 👋 please send the invoice");
        assertThat(captured(1)).isEqualTo("🔍 Analysis done");
        assertThat(captured(2)).isEqualTo("[🛒 Message of a customer]\nhi");
        assertThat(captured(3)).isEqualTo("two 💬📌 in a row");
        assertThat(captured(4)).isEqualTo(":deadbeef: and :0123: stay");
        assertThat(captured(5)).isEqualTo("☎ stays as it is (three bytes)");
    }

    private static @Nullable String captured(int number) {
        var answers = Captures.read("rest-22").path("answers");
        return PlainText.of(EncodedEmoji.decode(answers.path(number).path("COMMENT").asString()));
    }

    @Test
    void readsTheDescriptionOfARealMeeting() {
        var event = Captures.read("calendar-03").path("answer").path("result");

        assertThat(PlainText.of(event.path("DESCRIPTION").asString())).isEqualTo("> Это пробный рассказ!!");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "  ", "\r\n\r\n", "&nbsp;", "[B] [/B]", "<br><br>", "[QUOTE]\n[/QUOTE]",
            "<div><br></div>", "<!-- x -->", "[DISK FILE ID=n12]", "<style>p { margin: 0 }</style>"})
    void hasNothingToReadInABlankText(@Nullable String text) {
        assertThat(PlainText.of(text)).isNull();
    }

    @Test
    void leavesOutHowWordsLook() {
        assertReads("[B]Bold[/B] [I]and [U]under[/U][/I] [COLOR=#f00][SIZE=20pt]big[/SIZE][/COLOR]",
                "Bold and under big");
        assertReads("<b>Bold</b> <font color=\"red\">red</font> <span style='x'>plain</span>", "Bold red plain");
    }

    @Test
    void keepsWhatLooksLikeATagOnly() {
        assertKept("Variant [B] or [I]");
        assertKept("see [1] and [ok] and [foo=bar]x[/foo]");
        assertKept("a[i] = b[i]; c[s]++");
        assertKept("1 < 2 and 3 > 2, x <b and c> y, <3, <-- here");
        assertKept("<anna@example.com> wrote <b>");
        assertKept("[disk full], [bold]x[/bold], [b ]], [[, ]], [=x]");
        assertKept("[/b] and [/url]");
        assertKept("[*] important");
        assertKept("if (a<b) {c>d}");
    }

    @Test
    void letsAddressesFollowTheirWords() {
        assertReads("See [URL=https://example.com/a?b[]=1&amp;c=2]the offer[/URL]!",
                "See the offer (https://example.com/a?b[]=1&c=2)!");
        assertReads("[URL]https://example.com[/URL]", "https://example.com");
        assertReads("[url=https://example.com/]example.com[/url]", "https://example.com/");
        assertReads("[URL=https://example.com][/URL]", "https://example.com");
        assertReads("[URL=\"https://example.com\"]here[/URL]", "here (https://example.com)");
        assertReads("<a href=\"https://example.com/x\" target=_blank>here </a>.", "here (https://example.com/x).");
        assertReads("<a href='mailto:anna@example.com'>Anna</a>", "Anna (anna@example.com)");
        assertReads("<a href='#top'>Top</a> <a name='x'>X</a>", "Top X");
        assertReads("[URL=https://example.com]two\nlines[/URL]", "two\nlines (https://example.com)");
    }

    @Test
    void namesPeopleAndPictures() {
        assertReads("[USER=5]Anna Example[/USER], please call", "Anna Example, please call");
        assertReads("[img width=10 height=20]https://example.com/a.png[/img] [VIDEO]https://example.com/v[/VIDEO]",
                "https://example.com/a.png https://example.com/v");
        assertReads("<img src=\"cid:1\" alt=\"Logo\"> <img src='x.gif'>Hi", "Logo Hi");
        assertReads("See [DISK FILE ID=n12] there", "See  there");
    }

    @Test
    void quotesByLines() {
        assertReads("Anna wrote:\n[QUOTE]one\n\ntwo[/QUOTE]\nYes", "Anna wrote:\n> one\n>\n> two\nYes");
        assertReads("[QUOTE]a[QUOTE]b[/QUOTE]c[/QUOTE]d", "> a\n> > b\n> c\nd");
        assertReads("<blockquote>one<br>two</blockquote>three", "> one\n> two\nthree");
    }

    @Test
    void marksTheElementsOfLists() {
        assertReads("Buy:\n[LIST]\n[*]milk\n[*][B]bread[/B]\n[/LIST]\nThanks", "Buy:\n- milk\n- bread\nThanks");
        assertReads("[LIST=1][*]one[*]two[LIST][*]deep[/LIST][/LIST]", "1. one\n2. two\n  - deep");
        assertReads("<ul><li>one</li><li>two<br>lines</li></ul><ol><li>first</ol>", "- one\n- two\n  lines\n1. first");
    }

    @Test
    void partsTheCellsOfTables() {
        assertReads("""
                [TABLE]
                [TR]
                [TD]Name[/TD]
                [TD]Price[/TD]
                [/TR]
                [TR][TD]Desk[/TD][TD]90 €[/TD][/TR]
                [/TABLE]
                End""", "Name | Price\nDesk | 90 €\nEnd");
        assertReads("<table><tbody><tr><th>a</th>\n<td nowrap=1>b</td></tr></tbody></table>", "a | b");
    }

    @Test
    void readsProgramTextAsItIsWritten() {
        assertReads("Run [CODE]if (a[i] &lt; 1) {\r\n  [B]x[/B]\n}[/CODE] now",
                "Run\nif (a[i] &lt; 1) {\n  [B]x[/B]\n}\n now");
        assertReads("[CODE] is [B]not[/B] closed", "[CODE] is not closed");
    }

    @Test
    void resolvesEntities() {
        assertReads("Tom &amp; Anna&nbsp;&mdash; 5 &lt; 6 &#8364; &#x1F44B; &quot;&apos;&#39;",
                "Tom & Anna — 5 < 6 € 👋 \"''");
        assertReads("&lt;b&gt;not bold&lt;/b&gt; &#91;B]neither&#91;/B]", "<b>not bold</b> [B]neither[/B]");
        assertReads("AT&T, &unknown; &#xZZ; &; &amp", "AT&T, &unknown; &#xZZ; &; &amp");
        assertReads("&#55357;&#56395; &#55357; &#0;", "👋 \uFFFD \uFFFD");
    }

    @Test
    void keepsLinesAndDropsThemAtBothEnds() {
        assertReads("\r\n one \r\n\r\n\r\ntwo\rthree\n\n \n", "one\n\n\ntwo\nthree");
        assertReads("one<br>two<br/>\nthree<BR />[BR]four", "one\ntwo\nthree\n\nfour");
    }

    @Test
    void readsHtmlOfMailsAndOtherCalendars() {
        assertReads("""
                <!DOCTYPE html>
                <html xmlns:o="urn:x"><head><meta charset=utf-8><title>T</title><style>p { color: red }</style></head>
                <body><!-- <p>no</p> -->
                <p>Dear   Anna,<br>
                  see you <b>at
                noon</b>.</p>
                <div>Regards</div><script>x()</script></body></html>
                """, "Dear Anna,\nsee you at noon.\nRegards");
        assertReads("Join:<br><a href=\"https://meet.example.com/x\">https://meet.example.com/x</a><p>Bye</p>",
                "Join:\nhttps://meet.example.com/x\nBye");
        assertReads("<div>one</div><div><br></div><div>two</div>", "one\n\ntwo");
    }

    private static void assertReads(String text, String plain) {
        assertThat(PlainText.of(text)).isEqualTo(plain);
    }

    private static void assertKept(String text) {
        assertReads(text, text);
    }
}
