/** Spans from the request to the node's activity, and where they are sent. */
@NullMarked
package dev.bricklayer.api.trace;

import org.jspecify.annotations.NullMarked;
