/// Compares the comments of CRM items with the stored ones, and asks for those that stand on items in the recycle bin.
@NullMarked
package io.b24mirror.mirror.comment.sweep;

import org.jspecify.annotations.NullMarked;
