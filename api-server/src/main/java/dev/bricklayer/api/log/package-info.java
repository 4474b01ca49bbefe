/** What the process writes to its log, and how. */
@NullMarked
package dev.bricklayer.api.log;

import org.jspecify.annotations.NullMarked;
