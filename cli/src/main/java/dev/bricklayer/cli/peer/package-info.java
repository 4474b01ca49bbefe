/** The {@code peer} and {@code pool} commands. */
@NullMarked
package dev.bricklayer.cli.peer;

import org.jspecify.annotations.NullMarked;
