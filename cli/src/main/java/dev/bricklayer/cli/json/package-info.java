/** A JSON reader and writer small enough not to be noticed when a command starts. */
@NullMarked
package dev.bricklayer.cli.json;

import org.jspecify.annotations.NullMarked;
