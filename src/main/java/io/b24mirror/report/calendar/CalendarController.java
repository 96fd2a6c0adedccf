package io.b24mirror.report.calendar;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.ServletWebRequest;

import io.b24mirror.report.BadParameterException;
import io.b24mirror.report.QueryRefusedException;
import io.b24mirror.report.calendar.CalendarEntries.Place;
import io.b24mirror.report.web.StreamedResponse;

/// Serves calendars as iCalendar (RFC 5545), for calendar programs that subscribe to them.
@RestController
class CalendarController {
    private static final String PORTAL = "portal";

    private final CalendarEntries entries;

    CalendarController(CalendarEntries entries) {
        this.entries = entries;
    }

    @Operation(tags = "Reading", operationId = "calendar", summary = "A calendar as iCalendar",
            description = "All events of a calendar that are not deleted, for calendar programs that subscribe to it; "
                    + "series as such, with what was changed and left out.")
    @Parameter(name = PORTAL, in = ParameterIn.QUERY,
            description = "The portal's member_id; needed where several portals have a calendar of that number",
            schema = @Schema(type = "string"))
    @ApiResponse(responseCode = "200", description = "The calendar, as RFC 5545 has it",
            headers = @Header(name = HttpHeaders.ETAG, ref = "#/components/headers/ETag"),
            content = @Content(mediaType = "text/calendar", schema = @Schema(type = "string")))
    @ApiResponse(responseCode = "304", description = "Not changed since the answer with that `ETag`",
            content = @Content)
    @ApiResponse(responseCode = "400", ref = "#/components/responses/BadQuestion")
    @ApiResponse(responseCode = "404", ref = "#/components/responses/NotFound")
    @ApiResponse(responseCode = "503", ref = "#/components/responses/Unavailable")
    @GetMapping("/api/v1/calendars/{section:\\d{1,19}}.ics")
    void calendar(@Parameter(description = "The calendar's section_id", example = "202") @PathVariable long section,
            HttpServletRequest request, HttpServletResponse response) throws IOException {
        var calendar = calendar(section, portal(request.getParameterMap()));
        var zones = entries.zones(calendar);
        response.setHeader(HttpHeaders.CACHE_CONTROL, "private, no-cache");
        if (new ServletWebRequest(request, response)
                .checkNotModified("\"" + entries.digest(calendar, zones) + "\"")) {
            return;
        }
        var first = entries.first(calendar);
        var replacements = entries.replacements(calendar);
        response.setContentType("text/calendar;charset=UTF-8");
        response.setHeader(HttpHeaders.CONTENT_DISPOSITION, "inline; filename=\"%d.ics\"".formatted(section));
        if (!request.getMethod().equals(HttpMethod.HEAD.name())) {
            write(calendar, new CalendarFile(response.getOutputStream(), calendar, zones, replacements), first);
        }
    }

    private void write(CalendarEntries.Calendar calendar, CalendarFile file, List<CalendarEntries.Entry> first)
            throws IOException {
        var page = first;
        try {
            while (!page.isEmpty()) {
                for (var entry : page) {
                    file.write(entry, file.needsDates(entry) ? dates(calendar, entry) : List.of());
                }
                var last = page.getLast();
                page = StreamedResponse.next(() -> entries.after(calendar, last));
            }
        } catch (DataAccessException failure) {
            throw StreamedResponse.broken(failure);
        }
        file.end();
    }

    private List<Place> dates(CalendarEntries.Calendar calendar, CalendarEntries.Entry entry) {
        return StreamedResponse.next(() -> entries.dates(calendar, entry));
    }

    private static @Nullable String portal(Map<String, String[]> parameters) {
        parameters.keySet().stream().filter(name -> !name.equals(PORTAL)).findFirst().ifPresent(name -> {
            throw BadParameterException.unknown(name, Set.of(PORTAL));
        });
        var given = parameters.get(PORTAL);
        if (given != null && (given.length > 1 || given[0].isEmpty())) {
            throw new BadParameterException(PORTAL, "the member_id of one portal");
        }
        return given == null ? null : given[0];
    }

    /// Calendars of different portals may have the same number.
    private CalendarEntries.Calendar calendar(long section, @Nullable String portal) {
        var found = entries.calendars(section, portal);
        if (found.isEmpty()) {
            throw QueryRefusedException.notFound("There is no such calendar");
        }
        if (found.size() > 1) {
            throw new BadParameterException(PORTAL, "one of the portals that have such a calendar: "
                    + found.stream().map(CalendarEntries.Calendar::memberId).collect(Collectors.joining(", ")));
        }
        return found.getFirst();
    }
}
