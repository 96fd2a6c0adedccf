package io.b24mirror.operator;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;

/// Marks a controller of actions, and tells the OpenAPI document what they have in common.
@Tag(name = "Operating", description = "Actions on portals and records, for the user `operator` alone")
@Parameter(name = "memberId", in = ParameterIn.PATH, required = true, description = "The portal's member_id",
        example = "a223c6b3710f85df22e9377d6c4f7553", schema = @Schema(type = "string", pattern = "^[\\w.-]{1,64}$"))
@ApiResponse(responseCode = "400", ref = "#/components/responses/BadQuestion")
@ApiResponse(responseCode = "404", ref = "#/components/responses/NotFound")
@ApiResponse(responseCode = "409", ref = "#/components/responses/Conflict")
@ApiResponse(responseCode = "503", ref = "#/components/responses/Unavailable")
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface OperatorApi {

    /// The action may continue in the background after the response.
    @ApiResponse(responseCode = "202",
            description = "It happens in the background; `see` says where it shows what comes of it",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = ActionResult.class)))
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @interface Accepted {
    }

    /// The action may be complete with the response.
    @ApiResponse(responseCode = "200",
            description = "It has happened, or there was nothing to do; `outcome` says which",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = ActionResult.class)))
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @interface Completed {
    }

    /// The path names a record by kind and number. [OperatorConfiguration] adds the kinds.
    @Parameter(name = "kind", in = ParameterIn.PATH, required = true, description = "What the record is",
            schema = @Schema(type = "string"))
    @Parameter(name = "id", in = ParameterIn.PATH, required = true, description = "The record's number in its portal",
            example = "1203", schema = @Schema(type = "integer", format = "int64", minimum = "1"))
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @interface RecordPath {
    }
}
