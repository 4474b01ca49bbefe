/** Error codes and the one exception that carries them. */
@NullMarked
package dev.bricklayer.config.error;

import org.jspecify.annotations.NullMarked;
