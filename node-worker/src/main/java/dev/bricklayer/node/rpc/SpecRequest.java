package dev.bricklayer.node.rpc;

import java.util.Optional;

/**
 * A process asks for its volfile.
 *
 * @param key the id of the volfile, without the slash that clients put in front
 * @param wantsServers true for client-like processes, which use further volfile servers
 * @param minOpVersion the lowest op-version that the process can work with; 0 when it tells none
 * @param maxOpVersion the highest; {@link Integer#MAX_VALUE} when it tells none
 * @param brickName the value of {@code --brick-name}; given by bricks and brick-like daemons
 */
public record SpecRequest(
    String key,
    boolean wantsServers,
    int minOpVersion,
    int maxOpVersion,
    Optional<String> brickName,
    RpcPeer peer) {}
