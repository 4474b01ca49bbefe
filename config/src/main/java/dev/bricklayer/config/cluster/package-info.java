/** The keys of a cluster and the watched copy of everything below them. */
@NullMarked
package dev.bricklayer.config.cluster;

import org.jspecify.annotations.NullMarked;
