/** What makes the command start fast: a rehearsal whose classes go into the JVM's archive. */
@NullMarked
package dev.bricklayer.cli.start;

import org.jspecify.annotations.NullMarked;
