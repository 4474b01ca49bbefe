package dev.bricklayer.api.peer;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.bricklayer.config.peer.Agent;
import dev.bricklayer.config.peer.Peer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A peer as GD2's clients read it.
 *
 * @param pid of its node process; absent while it is away
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record PeerInfo(
    UUID id,
    String name,
    @JsonProperty("peer-addresses") List<String> peerAddresses,
    @JsonProperty("client-addresses") List<String> clientAddresses,
    boolean online,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) long pid,
    Map<String, String> metadata) {

  /** A peer that has just been added: it answers, whether or not its lease is seen already. */
  static PeerInfo joined(Peer peer) {
    return new PeerInfo(
        peer.id(),
        peer.name(),
        peer.peerAddresses(),
        peer.clientAddresses(),
        /* online= */ true,
        /* pid= */ 0,
        peer.metadata());
  }

  public static PeerInfo of(Peer peer, Optional<Agent> agent) {
    return new PeerInfo(
        peer.id(),
        peer.name(),
        peer.peerAddresses(),
        peer.clientAddresses(),
        agent.isPresent(),
        agent.map(Agent::pid).orElse(0L),
        peer.metadata());
  }
}
