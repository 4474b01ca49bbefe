package dev.bricklayer.workflows.peer;

import dev.bricklayer.config.peer.Peer;

/**
 * A node to let go.
 *
 * @param address {@code host:port} of its peer port
 */
public record RemovePeerPlan(String address, Peer peer) {}
