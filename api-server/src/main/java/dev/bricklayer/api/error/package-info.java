/** From failures to answers: one envelope, one mapper. */
@NullMarked
package dev.bricklayer.api.error;

import org.jspecify.annotations.NullMarked;
