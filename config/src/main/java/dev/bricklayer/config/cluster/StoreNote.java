package dev.bricklayer.config.cluster;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a node remembers of the store that it follows.
 *
 * @param cluster whose store it is
 * @param revision up to which the node has seen it
 * @param beat the last that it has seen; null when it has seen none
 * @param anchor the last of the beats that are kept for long
 */
public record StoreNote(
    UUID cluster, Birth birth, long revision, @Nullable Beat beat, @Nullable Beat anchor) {}
