package io.b24mirror.operator;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;

/// Tells the OpenAPI document that an action may go on in the background.
@ApiResponse(responseCode = "202",
        description = "It happens in the background; `see` says where it shows what comes of it",
        content = @Content(mediaType = "application/json", schema = @Schema(implementation = ActionAnswer.class)))
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface Begins {
}
