package dev.bricklayer.node.member;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a node tells of its member of the embedded etcd.
 *
 * @param peerUrl where its member is reached by others, or would be
 * @param member whether it holds one
 * @param memberId etcd's id, in hex, of one that joined others; empty for one that began alone
 * @param ready whether it serves
 * @param patient whether its time-outs are those of one among several voters
 * @param upMillis how long it has served without a break
 * @param fault why it does no work and will do none by itself: its data is gone, or it ends again
 *     and again; null while there is no such reason
 */
record MemberState(
    UUID peer,
    String peerUrl,
    boolean member,
    String memberId,
    boolean ready,
    boolean patient,
    long upMillis,
    @Nullable String fault) {}
