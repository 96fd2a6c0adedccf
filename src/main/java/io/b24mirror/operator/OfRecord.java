package io.b24mirror.operator;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;

/// Describes to the OpenAPI document the part of a path that names a record.
@Parameter(name = "kind", in = ParameterIn.PATH, required = true, description = "What the record is",
        schema = @Schema(type = "string"))
@Parameter(name = "id", in = ParameterIn.PATH, required = true, description = "The record's number in its portal",
        example = "1203", schema = @Schema(type = "integer", format = "int64", minimum = "1"))
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface OfRecord {
}
