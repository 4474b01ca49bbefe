package dev.bricklayer.node.member;

import java.util.UUID;

/**
 * A member of the embedded etcd in the configuration, {@code members/<peer>}: how all nodes learn
 * where the members are. etcd's own list decides; this follows it.
 *
 * @param memberId etcd's id, in hex
 * @param address {@code host:port} of the node's peer port
 */
public record MemberRecord(UUID peer, String memberId, String address, boolean voter) {}
