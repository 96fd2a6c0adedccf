package io.b24mirror.bitrix;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;

import io.b24mirror.bitrix.Call;
import io.b24mirror.bitrix.http.PhpQuery;

import static org.assertj.core.api.Assertions.assertThat;

class PhpQueryTests {

    @Test
    void writesParametersInAFixedOrder() {
        assertThat(PhpQuery.encode(Map.of("type", "user", "ownerId", 1L, "from", "2024-12-01")))
                .isEqualTo("from=2024-12-01&ownerId=1&type=user");
    }

    @Test
    void writesListsAndMapsByBrackets() {
        assertThat(PhpQuery.encode(Map.of("section", List.of(7, 8)))).isEqualTo("section%5B0%5D=7&section%5B1%5D=8");
        assertThat(PhpQuery.encode(Map.of("filter", new TreeMap<>(Map.of(">ID", 5, "TYPE", List.of("a"))))))
                .isEqualTo("filter%5B%3EID%5D=5&filter%5BTYPE%5D%5B0%5D=a");
    }

    @Test
    void escapesWhatWouldEndAValueOrStartAnother() {
        assertThat(PhpQuery.encode(Map.of("name", "a&b=c d+e%20\u00e4[0]$result[x]#?")))
                .isEqualTo("name=a%26b%3Dc+d%2Be%2520%C3%A4%5B0%5D%24result%5Bx%5D%23%3F");
    }

    @Test
    void leavesOutEmptyListsAndMaps() {
        assertThat(PhpQuery.encode(Map.of("a", List.of(), "b", Map.of()))).isEmpty();
    }

    @Test
    void makesCommandsOfCalls() {
        assertThat(Call.of("profile").command()).isEqualTo("profile?");
        assertThat(Call.of("calendar.event.getbyid", "id", 7).command()).isEqualTo("calendar.event.getbyid?id=7");
        assertThat(Call.of("a", "x", 1).with("y", List.of(2)).command()).isEqualTo("a?x=1&y%5B0%5D=2");
        assertThat(Call.of("a", "x", 1)).isEqualTo(Call.of("a").with("x", 1));
    }
}
