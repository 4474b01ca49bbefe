/** What a step shows of itself in a trace. */
@NullMarked
package dev.bricklayer.activities.trace;

import org.jspecify.annotations.NullMarked;
