/** Peers: the storage nodes of a cluster. */
@NullMarked
package dev.bricklayer.config.peer;

import org.jspecify.annotations.NullMarked;
