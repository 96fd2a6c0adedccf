package io.b24mirror.operator;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;

/// What the OpenAPI document says of every action.
@Tag(name = "Operating", description = "Actions on portals and records, for the user `operator` alone")
@Parameter(name = "memberId", in = ParameterIn.PATH, required = true, description = "The portal's member_id",
        example = "a223c6b3710f85df22e9377d6c4f7553", schema = @Schema(type = "string", pattern = "^[\\w.-]{1,64}$"))
@ApiResponse(responseCode = "400", ref = "#/components/responses/BadQuestion")
@ApiResponse(responseCode = "404", ref = "#/components/responses/NotFound")
@ApiResponse(responseCode = "409", ref = "#/components/responses/Conflict")
@ApiResponse(responseCode = "503", ref = "#/components/responses/Unavailable")
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface Operating {
}
