package io.b24mirror.operator;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;

/// Tells the OpenAPI document that an action may be over when it is answered.
@ApiResponse(responseCode = "200", description = "It has happened, or there was nothing to do; `outcome` says which",
        content = @Content(mediaType = "application/json", schema = @Schema(implementation = ActionAnswer.class)))
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface Ends {
}
