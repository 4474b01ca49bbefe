package dev.bricklayer.api.node;

import dev.bricklayer.api.peer.PeerProbe;
import dev.bricklayer.node.link.PeerClient;
import dev.bricklayer.node.member.JoinCalls;
import dev.bricklayer.node.member.PeerHello;

/** Greets a node over its peer port. */
final class LinkPeerProbe implements PeerProbe {
  private final JoinCalls calls;

  LinkPeerProbe(PeerClient client) {
    calls = new JoinCalls(client);
  }

  @Override
  public Hello hello(String address) {
    PeerHello hello = calls.hello(address);
    return new Hello(
        hello.peerId(),
        hello.name(),
        hello.clusterId(),
        hello.peers(),
        hello.volumes(),
        hello.level(),
        hello.peerAddresses(),
        hello.clientAddresses(),
        hello.bricks());
  }
}
