/// Turns query parameters into SQL, and reads the rows of a list page by page.
///
/// Every parameter is understood or refused. Readers have connections of their own, which may only read the reporting
/// views, in short statements that end at a time limit.
@NullMarked
package io.b24mirror.report.query;

import org.jspecify.annotations.NullMarked;
