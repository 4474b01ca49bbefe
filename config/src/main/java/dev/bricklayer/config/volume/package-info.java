/** Volumes, subvolumes and bricks as the cluster's configuration holds them. */
@NullMarked
package dev.bricklayer.config.volume;

import org.jspecify.annotations.NullMarked;
