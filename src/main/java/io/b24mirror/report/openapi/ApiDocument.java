package io.b24mirror.report.openapi;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.Paths;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OpenApiCustomizer;

import org.springframework.stereotype.Component;

import io.b24mirror.report.Resource;
import io.b24mirror.report.Resources;
import io.b24mirror.report.query.ReportingViews;

/// Describes the read API from what it is made of, so that the description cannot differ from it: the resources, their
/// filters, and the columns of their views with the comments of the database.
///
/// The document is written on the first request for it, and needs no database then.
@Component
class ApiDocument implements OpenApiCustomizer {
    private static final String LOGIN = "login";

    private final Resources resources;
    private final ReportingViews views;

    ApiDocument(Resources resources, ReportingViews views) {
        this.resources = resources;
        this.views = views;
    }

    @Override
    public void customise(OpenAPI document) {
        var components = document.getComponents() == null ? new Components() : document.getComponents();
        document.components(components.addSecuritySchemes(LOGIN,
                new SecurityScheme().type(SecurityScheme.Type.HTTP).scheme("basic")))
                .addSecurityItem(new SecurityRequirement().addList(LOGIN))
                .tags(tags(document.getTags()));
        var examples = ApiExamples.load();
        ApiResponseModels.shared(components, examples);
        document.paths(paths(document.getPaths(), components, examples));
    }

    /// In the order in which Swagger UI shows them: most users come to read.
    private static List<Tag> tags(@Nullable List<Tag> others) {
        var tags = new ArrayList<Tag>();
        tags.add(new Tag().name(ApiOperations.TAG).description("Lists, records and their histories"));
        if (others != null) {
            tags.addAll(others);
        }
        return tags;
    }

    private Paths paths(@Nullable Paths others, Components components, ApiExamples examples) {
        var paths = new Paths();
        for (var resource : resources.all()) {
            var operations = new ApiOperations(resource, views, examples);
            describe(resource, components);
            paths.addPathItem(operations.path(""), new PathItem().get(operations.list()));
            if (resource.records() != null) {
                var versions = resource.versions();
                describe(versions, components);
                paths.addPathItem(operations.path(ApiOperations.RECORD), new PathItem().get(operations.record()));
                paths.addPathItem(operations.path(ApiOperations.HISTORY),
                        new PathItem().get(operations.history(versions)));
            }
        }
        if (others != null) {
            others.forEach((path, item) -> ApiResponseModels.exemplify(path, item, examples));
            paths.putAll(others);
        }
        paths.values().forEach(ApiResponseModels::ofEveryOperation);
        return paths;
    }

    private void describe(Resource resource, Components components) {
        components.addSchemas(resource.view(),
                ApiSchemas.row(views.view(resource.view()), neverNull(resource)));
    }

    /// The columns of the key are never null, except for a place in time, which may be minus infinity. The database
    /// does not say whether other columns of a view may be null.
    private static Set<String> neverNull(Resource resource) {
        var columns = new HashSet<>(resource.order().key());
        columns.add("member_id");
        columns.remove("sort_at");
        return columns;
    }
}
