/**
 * The node process: what is made at its start, what of it belongs to one cluster, and how it ends.
 */
@NullMarked
package dev.bricklayer.api.node;

import org.jspecify.annotations.NullMarked;
