/** The small files that a node keeps: replaced whole, on the disk when a call returns. */
@NullMarked
package dev.bricklayer.config.file;

import org.jspecify.annotations.NullMarked;
