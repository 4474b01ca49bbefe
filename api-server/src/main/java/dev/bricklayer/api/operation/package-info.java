/** Operations over ReST: accepted, watched, waited for. */
@NullMarked
package dev.bricklayer.api.operation;

import org.jspecify.annotations.NullMarked;
