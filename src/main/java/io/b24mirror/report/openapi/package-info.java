/// Describes the API as an OpenAPI document.
///
/// The description of the read API is made of the same resources, filters and views that answer, so it cannot differ
/// from them.
@NullMarked
package io.b24mirror.report.openapi;

import org.jspecify.annotations.NullMarked;
