package io.b24mirror.report.calendar;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;

import org.junit.jupiter.api.Test;

import io.b24mirror.report.ReportTest;
import io.b24mirror.simulation.EventDraft;

import static org.assertj.core.api.Assertions.assertThat;

class RoomsInCalendarsIntegrationTests extends ReportTest {
    private static final EventDraft BOARD = EventDraft.named("Board")
            .at(LocalDate.of(2025, 3, 3).atTime(9, 0).atZone(ZoneId.of("Europe/Riga")), Duration.ofHours(1));

    @Test
    void namesTheRoomAMeetingTakesPlaceIn() throws Exception {
        install();
        long calendar = portal.calendar().addSection("user", 1, "Plans");
        long room = portal.calendar().addSection("location", 0, "Aquarium");
        portal.calendar().bookRoom(portal.calendar().addEvent(calendar, BOARD), room);
        deliverAndWork();
        var file = get("/api/v1/calendars/%d.ics".formatted(calendar));
        assertThat(file.body()).contains("LOCATION:Aquarium\r\n").doesNotContain("calendar_" + room);

        clock.advance(Duration.ofMinutes(5));
        portal.calendar().renameSection(room, "Terrarium");
        deliverAndWork();

        var tag = file.headers().firstValue("ETag").orElseThrow();
        assertThat(get("/api/v1/calendars/%d.ics".formatted(calendar), "If-None-Match", tag).body())
                .contains("LOCATION:Terrarium\r\n");
    }
}
