package io.b24mirror.mirror.event.sweep;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import tools.jackson.databind.JsonNode;

import io.b24mirror.mirror.AnyJson;
import io.b24mirror.mirror.Samples;
import io.b24mirror.mirror.json.RawRecord;

import static org.assertj.core.api.Assertions.assertThat;

class ListedEventProperties {
    @Property(tries = 300)
    void comparesWhateverIsListed(@ForAll("answers") JsonNode listed, @ForAll("answers") JsonNode copy) {
        var one = ListedEvent.of(1265, listed);

        assertThat(one.differsFrom(ListedEvent.copy(1265, RawRecord.of(listed)))).isIn(true, false);
        assertThat(one.differsFrom(ListedEvent.copy(1265, RawRecord.of(copy)))).isIn(true, false);
    }

    @Provide
    Arbitrary<JsonNode> answers() {
        return AnyJson.like(Samples.event());
    }
}
