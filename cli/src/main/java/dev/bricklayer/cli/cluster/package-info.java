/** {@code glustercli cluster}: the cluster as a whole. */
@NullMarked
package dev.bricklayer.cli.cluster;

import org.jspecify.annotations.NullMarked;
