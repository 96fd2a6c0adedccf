package io.b24mirror.report.openapi;

import java.util.stream.Collectors;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.servers.Server;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.http.converter.autoconfigure.ServerHttpMessageConvertersCustomizer;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;

import io.b24mirror.report.Resources;

/// Describes the API as a whole. Annotations describe the controllers, and [ApiDocument] the read API.
@Configuration(proxyBeanMethods = false)
class ApiDocumentConfiguration {
    private static final String ABOUT = """
            Records of Bitrix24 portals, as b24-mirror keeps them: {kinds}.

            - The user `reporting` may read. Operator actions need the user `operator`, who may read, too.
            - Lists come in pages: rows are in `items`, and `next` and a `Link` header name the next page, until \
            `next` is null. CSV and NDJSON contain all rows; choose them by the header `Accept` or by `format`.
            - Several values of a filter are separated by commas. An unknown parameter is an error, so that a mistyped \
            filter does not list too much.
            - Errors are Problem Details (RFC 9457); `parameter` and `allowed` say what to change.
            - The columns are those of the views in the schema `reporting`.""";

    /// The server is one folder above the document: the host of a request is only a guess, and a proxy may publish the
    /// service below a path.
    @Bean
    OpenAPI apiAsAWhole(ObjectProvider<BuildProperties> build, Resources resources) {
        var version = build.stream().map(BuildProperties::getVersion).findFirst().orElse("dev");
        return new OpenAPI()
                .info(new Info().title("b24-mirror")
                        .version(version)
                        .description(ABOUT.replace("{kinds}", kinds(resources)))
                        .license(new License().name("Apache-2.0").identifier("Apache-2.0")))
                .addServersItem(new Server().url(".."));
    }

    private static String kinds(Resources resources) {
        return resources.byRecordKind()
                .values()
                .stream()
                .map(resource -> resource.name().replace('-', ' '))
                .collect(Collectors.joining(", "));
    }

    /// The library that writes the document brings YAML along, which Spring MVC would then read and write everywhere.
    @Bean
    ServerHttpMessageConvertersCustomizer noYaml() {
        return converters -> converters.configureMessageConvertersList(all -> all
                .removeIf(converter -> converter.getSupportedMediaTypes().contains(MediaType.APPLICATION_YAML)));
    }
}
