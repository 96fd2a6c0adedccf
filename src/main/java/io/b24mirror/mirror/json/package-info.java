/// Reads what Bitrix24 answers, whose types change from one answer to the next, and makes it storable: without
/// secrets, and without what PostgreSQL's `jsonb` refuses.
@NullMarked
package io.b24mirror.mirror.json;

import org.jspecify.annotations.NullMarked;
