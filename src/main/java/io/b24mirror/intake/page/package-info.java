/// The pages that an administrator sees inside the portal: while the app is being installed, and afterwards how the
/// copy is doing. They load scripts from Bitrix24's servers only, and show no content of any record.
@NullMarked
package io.b24mirror.intake.page;

import org.jspecify.annotations.NullMarked;
