package dev.bricklayer.config.cluster;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The workflow engine in charge.
 *
 * @param peer the node that runs the embedded one, null for an engine of the user's own
 * @param epoch grows with each takeover; tasks and commits of a lower one are refused
 */
public record Engine(@Nullable UUID peer, long epoch, String namespace) {}
