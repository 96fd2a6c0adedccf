package io.b24mirror.report.calendar;

import java.io.StringReader;
import java.time.Duration;
import java.time.ZonedDateTime;

import net.fortuna.ical4j.data.CalendarBuilder;
import net.fortuna.ical4j.model.Property;
import net.fortuna.ical4j.model.component.VEvent;
import org.junit.jupiter.api.Test;

import io.b24mirror.report.ReportTest;

import static io.b24mirror.simulation.EventDraft.named;
import static org.assertj.core.api.Assertions.assertThat;

class CalendarTextIntegrationTests extends ReportTest {
    private static final ZonedDateTime TEN = ZonedDateTime.parse("2024-12-20T10:00:00+01:00[Europe/Berlin]");

    @Test
    void describesAnEventInPlainText() throws Exception {
        install();
        long section = portal.calendar().addSection("user", 1, "Work");
        portal.calendar()
                .addEvent(section, named("Review").at(TEN, Duration.ofHours(1))
                        .description("[B]Agenda[/B]\r\n[LIST][*]offer &amp; price[*]"
                                + "[URL=https://example.com/plan]plan[/URL][/LIST]"));
        deliverAndWork();

        assertThat(value("select description_text from reporting.calendar_events", String.class))
                .isEqualTo("Agenda\n- offer & price\n- plan (https://example.com/plan)");
        var calendar = new CalendarBuilder()
                .build(new StringReader(get("/api/v1/calendars/%d.ics".formatted(section)).body()));
        assertThat(calendar.<VEvent>getComponents("VEVENT")).singleElement()
                .satisfies(event -> assertThat(event.getProperty(Property.DESCRIPTION).orElseThrow().getValue())
                        .isEqualTo("Agenda\n- offer & price\n- plan (https://example.com/plan)"));
    }
}
