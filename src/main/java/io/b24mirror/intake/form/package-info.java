/// Reads what Bitrix24 posts: PHP's bracketed form fields as a tree, at most 64 KiB of it, with the secrets taken out
/// before any of it is stored or logged. A form that cannot be read is a
/// [io.b24mirror.intake.form.MalformedFormException], never a failure of the service.
@NullMarked
package io.b24mirror.intake.form;

import org.jspecify.annotations.NullMarked;
