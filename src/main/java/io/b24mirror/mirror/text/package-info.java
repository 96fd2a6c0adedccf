/// Makes the texts of Bitrix24 readable: without its codes for emoji, BB codes, HTML and entities.
///
/// Whatever a text holds, converting it neither throws nor takes longer than its length allows. What is not recognized
/// stays as it is.
@NullMarked
package io.b24mirror.mirror.text;

import org.jspecify.annotations.NullMarked;
