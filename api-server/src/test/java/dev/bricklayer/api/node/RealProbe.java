package dev.bricklayer.api.node;

import dev.bricklayer.api.peer.PeerProbe;
import dev.bricklayer.node.identity.NodeIdentity;
import dev.bricklayer.node.link.PeerClient;
import java.nio.file.Path;

/** Looks at real sockets. */
public final class RealProbe implements PeerProbe {
  private final PeerProbe probe;

  /**
   * @param folder for an identity of its own
   */
  public RealProbe(Path folder) {
    probe = new LinkPeerProbe(new PeerClient(NodeIdentity.open(folder)));
  }

  @Override
  public Hello hello(String address) {
    return probe.hello(address);
  }
}
