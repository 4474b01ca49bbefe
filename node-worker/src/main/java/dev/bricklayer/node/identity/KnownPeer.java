package dev.bricklayer.node.identity;

import java.util.UUID;

/**
 * A node of the same cluster as this one saw it last; enough to find the cluster again at boot.
 *
 * @param address {@code host:port} of its peer port
 * @param voter whether it holds a vote in the embedded etcd
 */
public record KnownPeer(UUID peer, String address, boolean voter) {}
