package dev.bricklayer.node.backup;

import dev.bricklayer.node.tls.NodeCertificates;
import dev.bricklayer.node.tls.NodeKey;
import dev.bricklayer.node.tls.PeerName;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates of a node that is restored: those of its fresh cluster are given up. Where the
 * backup has the authority with its key, the node gives itself a certificate by it; else the
 * cluster gets another authority. A node that comes back to others asks them.
 */
final class RestoredCertificates {
  private static final Logger LOG = LoggerFactory.getLogger(RestoredCertificates.class);

  private final Path stateDir;
  private final Clock clock;

  RestoredCertificates(Path stateDir, Clock clock) {
    this.stateDir = stateDir;
    this.clock = clock;
  }

  /** Before the backup's files are written. */
  void giveUp() {
    NodeCertificates.open(stateDir, clock).forget();
  }

  /**
   * After they are written.
   *
   * @param host of the node's own address
   */
  void renew(PeerName name, String host) {
    NodeCertificates there = NodeCertificates.open(stateDir, clock);
    if (there.signer().isEmpty()) {
      return;
    }
    NodeKey key = NodeKey.make();
    try {
      NodeCertificates.Issued issued = there.sign(key.request(), name, List.of(host));
      there.adopt(issued.authority(), key, issued.certificate());
    } catch (GeneralSecurityException e) {
      LOG.warn("the authority of the backup is not used: {}", e.getMessage());
      there.forget();
    }
  }

  /** Whether the authority of the backup is this node's. */
  boolean kept() {
    return NodeCertificates.open(stateDir, clock).signer().isPresent();
  }
}
