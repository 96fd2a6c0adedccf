/// A kind of record as an example: deals, which the service does not mirror yet. This package and one migration are
/// all that it takes.
@NullMarked
package com.example.deal;

import org.jspecify.annotations.NullMarked;
