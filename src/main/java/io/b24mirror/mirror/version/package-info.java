/// Keeps every kind of record with its versions: the current one in a table, those before it in the table's history.
///
/// The newest reading wins, whatever the order in which readings come in, and one that says nothing new makes no
/// version. All columns follow from the answer of Bitrix24, which is stored beside them: where a release translates it
/// otherwise, its columns are derived again in the background, in chunks of some hundred records.
@NullMarked
package io.b24mirror.mirror.version;

import org.jspecify.annotations.NullMarked;
