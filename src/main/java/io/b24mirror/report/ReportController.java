package io.b24mirror.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import io.swagger.v3.oas.annotations.Hidden;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.util.UriComponentsBuilder;

import static java.util.Objects.requireNonNull;

/// The read API: lists of the reporting views' rows, single records, and their histories. [ApiDocument] describes it,
/// resource by resource.
@Hidden
@RestController
class ReportController {
    private static final String RECORD = "/api/v1/{resource}/{memberId:[\\w.-]{1,64}}/{id:\\d{1,18}}";

    private final Resources resources;
    private final QuestionReading reading;
    private final Listing listing;
    private final Export export;

    ReportController(Resources resources, QuestionReading reading, Listing listing, Export export) {
        this.resources = resources;
        this.reading = reading;
        this.listing = listing;
        this.export = export;
    }

    @GetMapping("/api/v1/{resource}")
    void list(@PathVariable String resource, @RequestParam MultiValueMap<String, String> parameters,
            HttpServletRequest request, HttpServletResponse response)
            throws IOException, HttpMediaTypeNotAcceptableException {
        answer(resource(resource), parameters, request, response);
    }

    @GetMapping(RECORD)
    void record(@PathVariable String resource, @PathVariable String memberId, @PathVariable String id,
            @RequestParam MultiValueMap<String, String> parameters, HttpServletRequest request,
            HttpServletResponse response) throws IOException {
        var records = records(resource);
        var one = records.with(new Filter.Texts("portal", "member_id"),
                new Filter.Numbers("id", requireNonNull(records.id())));
        var question = reading.read(one, ofRecord(parameters, memberId, id), Format.JSON);
        var page = listing.page(question, 1);
        if (page.rows().isEmpty()) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no such record");
        }
        var body = new ByteArrayOutputStream();
        new JsonRows(question.fields()).single(body, page.rows().getFirst());
        write(body.toByteArray(), request, response);
    }

    @GetMapping(RECORD + "/history")
    void history(@PathVariable String resource, @PathVariable String memberId, @PathVariable String id,
            @RequestParam MultiValueMap<String, String> parameters, HttpServletRequest request,
            HttpServletResponse response) throws IOException, HttpMediaTypeNotAcceptableException {
        answer(records(resource).versions(), ofRecord(parameters, memberId, id), request, response);
    }

    private static MultiValueMap<String, String> ofRecord(MultiValueMap<String, String> parameters, String memberId,
            String id) {
        if (parameters.containsKey("portal") || parameters.containsKey("id")) {
            throw new BadParameterException(parameters.containsKey("id") ? "id" : "portal",
                    "nothing: the path says it");
        }
        var all = new LinkedMultiValueMap<>(parameters);
        all.add("portal", memberId);
        all.add("id", id);
        return all;
    }

    private Resource resource(String name) {
        return resources.find(name)
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no such resource"));
    }

    private Resource records(String name) {
        var resource = resource(name);
        if (resource.id() == null) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND, "What this resource lists are no records");
        }
        return resource;
    }

    private void answer(Resource resource, MultiValueMap<String, String> parameters, HttpServletRequest request,
            HttpServletResponse response) throws IOException, HttpMediaTypeNotAcceptableException {
        var format = Format.of(parameters.getFirst(Format.FORMAT), request.getHeader(HttpHeaders.ACCEPT));
        if (format == null) {
            throw new HttpMediaTypeNotAcceptableException(
                    java.util.Arrays.stream(Format.values()).map(Format::type).toList());
        }
        var question = reading.read(resource, parameters, format);
        response.setHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT);
        if (format == Format.JSON) {
            page(question, request, response);
        } else {
            boolean isBodyWanted = !request.getMethod().equals(HttpMethod.HEAD.name());
            export.answer(question, format, parameters, isBodyWanted, response);
        }
    }

    private void page(Question question, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        var page = listing.page(question, QuestionReading.MAX_PAGE);
        var next = page.next() == null ? null : address(request, page.next(), question);
        if (next != null) {
            response.addHeader(HttpHeaders.LINK, "<%s>; rel=\"next\"".formatted(next));
        }
        var body = new ByteArrayOutputStream();
        new JsonRows(question.fields()).page(body, page.rows(), next);
        write(body.toByteArray(), request, response);
    }

    /// Without a host: what the request says about ours is a guess of the client's, and of proxies.
    private static String address(HttpServletRequest request, Cursor next, Question question) {
        return UriComponentsBuilder.fromPath(request.getRequestURI())
                .query(request.getQueryString())
                .replaceQueryParam(Cursor.PARAMETER, next.encode(question.resource(), question.filters()))
                .build()
                .toUriString();
    }

    private static void write(byte[] body, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        var tag = EntityTag.of(body);
        response.setHeader(HttpHeaders.CACHE_CONTROL, "private, no-cache");
        if (new ServletWebRequest(request, response).checkNotModified(tag)) {
            return;
        }
        response.setContentType(Format.JSON.type().toString());
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
