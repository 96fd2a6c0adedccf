package io.b24mirror.report.openapi;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.parameters.Parameter;
import org.jspecify.annotations.Nullable;

import io.b24mirror.report.Resource;
import io.b24mirror.report.query.ReportingViews;

import static java.util.Objects.requireNonNull;

/// The operations on one resource, as the OpenAPI document describes them.
record ApiOperations(Resource resource, ReportingViews views, ApiExamples examples) {
    static final String TAG = "Reading";
    static final String RECORD = "/{memberId}/{id}";
    static final String HISTORY = RECORD + "/history";

    private static final String BASE = "/api/v1/";

    /// @param ofRecord
    ///            the rest of the path, empty for the list
    String path(String ofRecord) {
        return BASE + resource.name() + ofRecord;
    }

    Operation list() {
        var parameters = parameters(resource, "");
        return operation("", "List " + title(), views.view(resource.view()).meaning(),
                Stream.of(parameters.filters(resource), Stream.of(parameters.fields()),
                        parameters.paging(resource, Map.of())))
                .responses(new ApiResponseModels(examples, path("")).list(resource.view()));
    }

    Operation record() {
        var parameters = parameters(resource, "");
        return operation(RECORD, "One of the " + title(), null,
                Stream.of(parameters.record(id()).stream(), Stream.of(parameters.fields())))
                .responses(new ApiResponseModels(examples, path(RECORD)).record(resource.view()));
    }

    /// @param versions
    ///            the versions of this resource's records
    Operation history(Resource versions) {
        var parameters = parameters(versions, HISTORY);
        var names = Map.of(Resource.PORTAL, parameters.example().getOrDefault("member_id", ""), Resource.ID,
                parameters.example().getOrDefault(id(), ""));
        return operation(HISTORY, "All versions of one of the " + title(), views.view(versions.view()).meaning(),
                Stream.of(parameters.record(id()).stream(), Stream.of(parameters.fields()),
                        parameters.paging(versions, names)))
                .responses(new ApiResponseModels(examples, path(HISTORY)).list(versions.view()));
    }

    private ApiParameters parameters(Resource listed, String ofRecord) {
        return new ApiParameters(views.view(listed.view()), examples.row(path(ofRecord)));
    }

    private String id() {
        return requireNonNull(resource.records()).id();
    }

    private String title() {
        return resource.name().replace('-', ' ');
    }

    private Operation operation(String ofRecord, String summary, @Nullable String description,
            Stream<Stream<Parameter>> parameters) {
        return new Operation().operationId(resource.name() + ofRecord.replaceAll("[{}]", "").replace('/', '-'))
                .tags(List.of(TAG))
                .summary(summary)
                .description(description)
                .parameters(parameters.flatMap(all -> all).toList());
    }
}
