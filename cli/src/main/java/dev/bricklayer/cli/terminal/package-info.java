/** What the user sees: tables, sizes, times, questions. */
@NullMarked
package dev.bricklayer.cli.terminal;

import org.jspecify.annotations.NullMarked;
