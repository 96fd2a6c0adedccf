package io.b24mirror.report.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.stream.Stream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import io.swagger.v3.oas.annotations.Hidden;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.ServletWebRequest;

import io.b24mirror.report.QueryRefusedException;
import io.b24mirror.report.Resource;
import io.b24mirror.report.Resources;
import io.b24mirror.report.output.JsonRowWriter;
import io.b24mirror.report.output.OutputFormat;
import io.b24mirror.report.output.OutputOptions;
import io.b24mirror.report.query.ListQuery;
import io.b24mirror.report.query.PageCursor;
import io.b24mirror.report.query.QueryExecutor;
import io.b24mirror.report.query.QueryParameters;
import io.b24mirror.report.query.QueryParser;
import io.b24mirror.report.query.RowLimit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

/// The read API: lists of the reporting views' rows, single records, and their histories. The OpenAPI document
/// describes it, resource by resource.
@Hidden
@RestController
class ReportController {
    private static final String RECORD = "/api/v1/{resource}/{memberId:[\\w.-]{1,64}}/{id:\\d{1,19}}";

    private final Resources resources;
    private final QueryParser parser;
    private final QueryExecutor executor;
    private final ListExport export;

    ReportController(Resources resources, QueryParser parser, QueryExecutor executor, ListExport export) {
        this.resources = resources;
        this.parser = parser;
        this.executor = executor;
        this.export = export;
    }

    @GetMapping("/api/v1/{resource}")
    void list(@PathVariable String resource, @RequestParam MultiValueMap<String, String> parameters,
            HttpServletRequest request, HttpServletResponse response) throws IOException {
        var options = options(parameters, request);
        answer(parser.list(resource(resource), parameters, options.format().rowLimit()), options, request, response);
    }

    @GetMapping(RECORD)
    void record(@PathVariable String resource, @PathVariable String memberId, @PathVariable String id,
            @RequestParam MultiValueMap<String, String> parameters, HttpServletRequest request,
            HttpServletResponse response) throws IOException {
        var query = parser.record(records(resource).single(), path(memberId, id), parameters);
        var page = executor.page(query, 1);
        if (page.rows().isEmpty()) {
            throw QueryRefusedException.notFound("There is no such record");
        }
        var body = new ByteArrayOutputStream();
        new JsonRowWriter(query.fields()).single(body, page.rows().getFirst());
        write(body.toByteArray(), request, response);
    }

    @GetMapping(RECORD + "/history")
    void history(@PathVariable String resource, @PathVariable String memberId, @PathVariable String id,
            @RequestParam MultiValueMap<String, String> parameters, HttpServletRequest request,
            HttpServletResponse response) throws IOException {
        var options = options(parameters, request);
        answer(parser.history(records(resource).versions(), path(memberId, id), parameters,
                options.format().rowLimit()), options,
                request, response);
    }

    private Resource resource(String name) {
        return resources.find(name)
                .orElseThrow(() -> QueryRefusedException.notFound("There is no such resource"));
    }

    private Resource records(String name) {
        var resource = resource(name);
        if (resource.records() == null) {
            throw QueryRefusedException.notFound("What this resource lists are no records");
        }
        return resource;
    }

    private static Map<String, String> path(String memberId, String id) {
        return Map.of(Resource.PORTAL, memberId, Resource.ID, id);
    }

    private static OutputOptions options(MultiValueMap<String, String> parameters, HttpServletRequest request) {
        return OutputOptions.of(parameters, Collections.list(request.getHeaders(HttpHeaders.ACCEPT)));
    }

    private void answer(ListQuery query, OutputOptions options, HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        response.setHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT);
        if (options.format() == OutputFormat.JSON) {
            page(query, request, response);
        } else {
            boolean isBodyWanted = !request.getMethod().equals(HttpMethod.HEAD.name());
            export.answer(query, options, isBodyWanted, response);
        }
    }

    private void page(ListQuery query, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        var page = executor.page(query, RowLimit.MAX_PAGE_SIZE);
        var next = page.next() == null ? null : address(request, page.next(), query);
        if (next != null) {
            response.addHeader(HttpHeaders.LINK, "<%s>; rel=\"next\"".formatted(next));
        }
        var body = new ByteArrayOutputStream();
        new JsonRowWriter(query.fields()).page(body, page.rows(), next);
        write(body.toByteArray(), request, response);
    }

    /// Without a host, which clients and proxies can only guess. The other parameters stay exactly as they were sent.
    private static String address(HttpServletRequest request, PageCursor next, ListQuery query) {
        var asked = request.getQueryString() == null ? "" : request.getQueryString();
        var others = Arrays.stream(asked.split("&"))
                .filter(parameter -> !parameter.isEmpty() && !isCursor(parameter));
        var cursor = QueryParameters.CURSOR + "=" + next.encode(query.resource(), query.filters());
        return request.getRequestURI() + Stream.concat(others, Stream.of(cursor)).collect(joining("&", "?", ""));
    }

    private static boolean isCursor(String parameter) {
        return URLDecoder.decode(parameter.split("=", 2)[0], UTF_8).equals(QueryParameters.CURSOR);
    }

    private static void write(byte[] body, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        var tag = EntityTag.of(body);
        response.setHeader(HttpHeaders.CACHE_CONTROL, "private, no-cache");
        if (new ServletWebRequest(request, response).checkNotModified(tag)) {
            return;
        }
        response.setContentType(OutputFormat.JSON.type().toString());
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
