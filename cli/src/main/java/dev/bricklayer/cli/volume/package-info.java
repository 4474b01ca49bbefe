/** The {@code volume} commands. */
@NullMarked
package dev.bricklayer.cli.volume;

import org.jspecify.annotations.NullMarked;
