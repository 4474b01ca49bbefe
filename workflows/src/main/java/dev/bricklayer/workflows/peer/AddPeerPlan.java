package dev.bricklayer.workflows.peer;

import dev.bricklayer.config.peer.Peer;

/**
 * A node to take in.
 *
 * @param address {@code host:port} of its peer port, the one that the user gave
 * @param peer its record as it will be stored; its id was read from the node when the request came
 */
public record AddPeerPlan(String address, Peer peer) {}
