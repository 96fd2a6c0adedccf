package io.b24mirror.intake.form;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class FormDecoderTests {

    /// The example of Bitrix24's page on `OnCalendarSectionAdd`, as PHP sends it.
    private static final String SECTION_ADDED = """
            event=ONCALENDARSECTIONADD&event_handler_id=6&data%5Bid%5D=202&ts=1734608536\
            &auth%5Baccess_token%5D=s6p6eclrvim6da22ft9ch94ekreb52lv&auth%5Bexpires_in%5D=3600&auth%5Bscope%5D=calendar\
            &auth%5Bdomain%5D=some-domain.bitrix24.com\
            &auth%5Bserver_endpoint%5D=https%3A%2F%2Foauth.bitrix.info%2Frest%2F&auth%5Bstatus%5D=F\
            &auth%5Bclient_endpoint%5D=https%3A%2F%2Fsome-domain.bitrix24.com%2Frest%2F\
            &auth%5Bmember_id%5D=a223c6b3710f85df22e9377d6c4f7553\
            &auth%5Brefresh_token%5D=4s386p3q0tr8dy89xvmt96234v3dljg8\
            &auth%5Bapplication_token%5D=51856fefc120afa4b628cc82d3935cce""";

    @Nested
    class Events {

        @Test
        void readsCalendarEvent() {
            var form = decode(SECTION_ADDED);

            assertThat(form.children()).containsOnlyKeys("event", "event_handler_id", "data", "ts", "auth");
            assertThat(form.text("event")).isEqualTo("ONCALENDARSECTIONADD");
            assertThat(form.text("data", "id")).isEqualTo("202");
            assertThat(form.text("auth", "client_endpoint")).isEqualTo("https://some-domain.bitrix24.com/rest/");
            assertThat(form.text("auth", "application_token")).isEqualTo("51856fefc120afa4b628cc82d3935cce");
        }

        @Test
        void givesBackWhatPhpSent() {
            assertThat(FormEncoder.encode(decode(SECTION_ADDED))).isEqualTo(SECTION_ADDED);
        }

        @ParameterizedTest
        @ValueSource(strings = {"data%5BFIELDS%5D%5BID%5D=999", "data%5bFIELDS%5d%5bID%5d=999", "data[FIELDS][ID]=999",
                "data%5BFIELDS][ID%5D=999", "%64ata[FIELDS][%49D]=%39%399"})
        void readsFieldsHoweverTheyAreEncoded(String body) {
            assertThat(decode(body).text("data", "FIELDS", "ID")).isEqualTo("999");
        }

        @Test
        void readsCommentEventOfTheDocumentation() {
            var sent = FormEncoder.encode(Map.of("event", "onCrmTimelineCommentAdd", "data", Map.of("ID", 999)));

            var form = decode(sent);

            assertThat(form.text("data", "ID")).isEqualTo("999");
            assertThat(form.text("data", "FIELDS", "ID")).isNull();
        }

        @Test
        void readsTaskEventThatSaysUndefined() {
            var form = decode("data%5BFIELDS_BEFORE%5D=undefined&data%5BFIELDS_AFTER%5D%5BID%5D=7");

            assertThat(form.text("data", "FIELDS_BEFORE")).isEqualTo("undefined");
            assertThat(form.text("data", "FIELDS_AFTER", "ID")).isEqualTo("7");
        }
    }

    @Nested
    class Pairs {

        @Test
        void readsEmptyBodyAsEmptyTree() {
            assertThat(decode("").children()).isEmpty();
        }

        @Test
        void skipsEmptyPairs() {
            assertThat(plain("&&a=1&&&b=2&")).isEqualTo(Map.of("a", "1", "b", "2"));
        }

        @Test
        void givesPairWithoutEqualsTheEmptyValue() {
            assertThat(plain("a&b=&c[d]")).isEqualTo(Map.of("a", "", "b", "", "c", Map.of("d", "")));
        }

        @Test
        void splitsAtTheFirstEquals() {
            assertThat(plain("a=b=c==&d%3De=%26")).isEqualTo(Map.of("a", "b=c==", "d=e", "&"));
        }

        @Test
        void readsPlusAsBlankAndEscapedPlusAsPlus() {
            assertThat(plain("a+b=1+%2B+2%20")).isEqualTo(Map.of("a b", "1 + 2 "));
        }

        @Test
        void readsUtf8EscapedOrNot() {
            assertThat(plain("a=%D0%9F%d1%80Привет&b=%F0%9F%93%85")).isEqualTo(Map.of("a", "ПрПривет", "b", "📅"));
        }

        @Test
        void keepsNulAndOtherControlCharacters() {
            assertThat(decode("a=x%00y%0D%0A").text("a")).isEqualTo("x\0y\r\n");
        }

        @Test
        void letsTheLastOfRepeatedKeysWinInTheFirstPlace() {
            var form = decode("a=1&b[c]=1&d=1&a=2&b%5Bc%5D=2");

            assertThat(form.toPlain()).isEqualTo(Map.of("a", "2", "b", Map.of("c", "2"), "d", "1"));
            assertThat(form.children().keySet()).containsExactly("a", "b", "d");
        }

        @Test
        void tellsKeysApartByCase() {
            assertThat(plain("data[id]=1&data[ID]=2&DATA[id]=3"))
                    .isEqualTo(Map.of("data", Map.of("id", "1", "ID", "2"), "DATA", Map.of("id", "3")));
        }
    }

    @Nested
    class Lists {

        @Test
        void appendsFromZero() {
            assertThat(plain("a[]=x&a[]=y&b%5B%5D=z")).isEqualTo(Map.of("a", List.of("x", "y"), "b", List.of("z")));
        }

        @ParameterizedTest
        @CsvSource({"a[5], 6", "a[0], 1", "a[999999999999999999], 1000000000000000000", "a[07], 0", "a[-7], 0",
                "a[+7], 0", "a[x], 0", "a[7 ], 0", "a[٣], 0", "a[9999999999999999999], 0"})
        void appendsAfterTheGreatestIndex(String key, String next) {
            assertThat(decode(key.replace("+", "%2B") + "=first&a[]=next").text("a", next)).isEqualTo("next");
        }

        @Test
        void doesNotCountBackwards() {
            assertThat(plain("a[5]=x&a[2]=y&a[]=z")).isEqualTo(Map.of("a", Map.of("5", "x", "2", "y", "6", "z")));
        }

        @Test
        void appendsOneBranchPerEmptyBracket() {
            assertThat(plain("a[][b]=1&a[][c]=2&a[0][d]=3"))
                    .isEqualTo(Map.of("a", List.of(Map.of("b", "1", "d", "3"), Map.of("c", "2"))));
        }

        @Test
        void countsPerBranch() {
            assertThat(plain("a[x][]=1&a[y][]=2&a[x][]=3"))
                    .isEqualTo(Map.of("a", Map.of("x", List.of("1", "3"), "y", List.of("2"))));
        }
    }

    @Nested
    class Malformed {

        @ParameterizedTest
        @ValueSource(strings = {"a=%", "a=%4", "a=%zz", "a=%4z", "a=%u0041", "a%=1", "a=1&b=%2&c=3", "a=%2&41", "a%4=1",
                "a=% 1", "a=%+1", "a=%-1", "a=%%41"})
        void refusesBadPercentEncoding(String body) {
            assertMalformed(body).withMessage("A percent sign is not followed by two hexadecimal digits");
        }

        /// Cut off, overlong, a surrogate, beyond Unicode, a lonely continuation; last, a character cut by `&`.
        @ParameterizedTest
        @ValueSource(strings = {"a=%C3", "a=%C0%AF", "a=%ED%A0%80", "a=%F4%90%80%80", "a=%80", "a=%FF", "%C3=1",
                "a=%C3&b=%A4"})
        void refusesBadUtf8(String body) {
            assertMalformed(body).withMessage("The form is not valid UTF-8");
        }

        @Test
        void refusesBadUtf8InRawBytes() {
            byte[] body = {'a', '=', (byte) 0xC3, '('};

            assertThatExceptionOfType(MalformedFormException.class).isThrownBy(() -> FormDecoder.decode(body));
        }

        @ParameterizedTest
        @ValueSource(strings = {"=", "=1", "[]=1", "[a]=1", "[a][b]=1", "%5Ba%5D=1", "a=1&=2"})
        void refusesKeyWithoutBaseName(String body) {
            assertMalformed(body).withMessage("A key has no name before its brackets");
        }

        @ParameterizedTest
        @CsvSource({"a[, A key does not close a bracket", "a[b, A key does not close a bracket",
                "a[b][, A key does not close a bracket", "a], A key closes a bracket it did not open",
                "a]b[c], A key closes a bracket it did not open", "], A key closes a bracket it did not open",
                "a[b]], A key goes on after a closing bracket", "a[b]c, A key goes on after a closing bracket",
                "a[b]c[d], A key goes on after a closing bracket", "a[b].c, A key goes on after a closing bracket",
                "a[[b]], A key has a bracket within brackets", "a[b[c]], A key has a bracket within brackets",
                "a[b[c], A key has a bracket within brackets"})
        void refusesBracketsThatDoNotPair(String key, String message) {
            assertMalformed(key + "=1").withMessage(message);
            assertMalformed(key.replace("[", "%5B").replace("]", "%5D") + "=1").withMessage(message);
        }

        @ParameterizedTest
        @ValueSource(strings = {"a=1&a[b]=2", "a[b]=1&a=2", "a[b]=1&a[b][c]=2", "a[b][c]=1&a[b]=2", "a=1&a[]=2",
                "auth[domain]=x&auth[domain][y]=1", "a[0][b]=1&a[0]=2"})
        void refusesValueAndTreeUnderOneKey(String body) {
            assertMalformed(body).withMessage("A key has both a single value and keys below it");
        }

        @Test
        void refusesTreeWhereAReaderWantsAValue() {
            var form = decode("auth[domain][x]=1");

            assertThatExceptionOfType(MalformedFormException.class).isThrownBy(() -> form.text("auth", "domain"))
                    .withMessage("auth.domain must be a single value");
        }

        @ParameterizedTest
        @ValueSource(strings = {"hunter2=%", "hunter2[=1", "hunter2]=1", "hunter2[a]b=1", "hunter2[[=1",
                "hunter2=1&hunter2[a]=1", "a=hunter2%FF"})
        void neverEchoesTheForm(String body) {
            assertMalformed(body).withMessageNotContaining("hunter2").withNoCause();
        }
    }

    @Nested
    class Limits {

        @Test
        void takesBodyOf64KiBAndNoMore() {
            String longest = "a=" + "x".repeat(FormDecoder.MAX_BODY_BYTES - 2);

            assertThat(decode(longest).text("a")).hasSize(65_534);
            assertMalformed(longest + "x").withMessage("The form is longer than 65536 bytes");
        }

        @Test
        void takes256KeysAndNoMore() {
            String most = pairs(256, index -> "k" + index + "=" + index);

            assertThat(decode(most).children()).hasSize(256);
            assertMalformed(most + "&one=more").withMessage("The form has more than 256 keys");
        }

        @Test
        void countsRepeatedKeysButNotEmptyPairs() {
            assertThat(plain("&".repeat(1000) + pairs(256, _ -> "a=1"))).isEqualTo(Map.of("a", "1"));
            assertMalformed(pairs(257, _ -> "a=1")).withMessage("The form has more than 256 keys");
        }

        @Test
        void takesEightLevelsAndNoMore() {
            assertThat(decode("a" + "[b]".repeat(7) + "=deep").text("a", "b", "b", "b", "b", "b", "b", "b"))
                    .isEqualTo("deep");
            assertMalformed("a" + "[b]".repeat(8) + "=1").withMessage("A key is more than 8 levels deep");
            assertMalformed("a" + "[]".repeat(8) + "=1").withMessage("A key is more than 8 levels deep");
        }

        @Test
        void takesKeyOf256CharactersAndNoMore() {
            String longest = "%C3%A4".repeat(253) + "[b]";

            assertThat(decode(longest + "=1").text("ä".repeat(253), "b")).isEqualTo("1");
            assertMalformed("x" + longest + "=1").withMessage("A key is longer than 256 characters");
        }

        @Test
        void refusesTenThousandLevels() {
            assertMalformed("a" + "[b]".repeat(10_000)).withMessage("A key is longer than 256 characters");
        }
    }

    @Nested
    class HostileKeys {

        @ParameterizedTest
        @ValueSource(strings = {"__proto__", "constructor", "prototype", "class", "hashCode", "toString", "length"})
        void areNamesLikeAnyOther(String name) {
            assertThat(decode(name + "[" + name + "]=1").toPlain()).isEqualTo(Map.of(name, Map.of(name, "1")));
            assertThat(decode("a=1").at(name)).isEmpty();
        }

        @Test
        void areNotRewrittenAsPhpDoes() {
            assertThat(plain("a.b=1&a+b=2&+a=3&a_b=4&a[+b]=5"))
                    .isEqualTo(Map.of("a.b", "1", "a b", "2", " a", "3", "a_b", "4", "a", Map.of(" b", "5")));
        }

        /// `Aa` and `BB` have the same hash, and so have all strings made of them.
        @Test
        void mayAllHaveTheSameHash() {
            var form = decode(pairs(256, index -> colliding(index) + "=" + index));

            assertThat(form.children()).hasSize(256);
            assertThat(form.children().keySet().stream().map(String::hashCode).distinct()).hasSize(1);
            assertThat(form.text(colliding(200))).isEqualTo("200");
        }

        private static String colliding(int index) {
            return Integer.toBinaryString(256 + index).replace("0", "Aa").replace("1", "BB");
        }
    }

    @Nested
    class Encoder {

        @Test
        void writesAsPhpDoes() {
            var form = new LinkedHashMap<String, Object>();
            form.put("a b", "x y~*-_.ä&=");
            form.put("list", List.of(1, true, false, List.of(), Map.of()));
            form.put("map", Map.of("[", "]"));

            assertThat(FormEncoder.encode(form)).isEqualTo(
                    "a+b=x+y%7E%2A-_.%C3%A4%26%3D&list%5B0%5D=1&list%5B1%5D=1&list%5B2%5D=0&map%5B%5B%5D=%5D");
        }

        @Test
        void leavesOutNullsAndEmptyArrays() {
            var form = new LinkedHashMap<String, Object>();
            form.put("data", List.of());
            form.put("none", null);
            form.put("event", "ONOFFLINEEVENT");

            assertThat(FormEncoder.encode(form)).isEqualTo("event=ONOFFLINEEVENT");
        }

        @Test
        void writesPlainBracketsOnDemand() {
            assertThat(FormEncoder.encode(Map.of("data", Map.of("id", 7)), FormEncoder.Brackets.PLAIN))
                    .isEqualTo("data[id]=7");
        }
    }

    private static FormTree.Branch decode(String body) {
        return FormDecoder.decode(body.getBytes(StandardCharsets.UTF_8));
    }

    private static Object plain(String body) {
        return decode(body).toPlain();
    }

    private static String pairs(int count, IntFunction<String> pair) {
        return IntStream.range(0, count).mapToObj(pair).collect(Collectors.joining("&"));
    }

    private static ThrowableAssertAlternative<MalformedFormException> assertMalformed(String body) {
        return assertThatExceptionOfType(MalformedFormException.class).isThrownBy(() -> decode(body));
    }
}
