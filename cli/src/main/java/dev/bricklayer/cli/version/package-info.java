/** The {@code version} command. */
@NullMarked
package dev.bricklayer.cli.version;

import org.jspecify.annotations.NullMarked;
