package dev.bricklayer.node.backup;

import dev.bricklayer.node.identity.IdentityState;
import java.time.Instant;
import java.util.UUID;

/**
 * A restore that was asked for and is not done: written before anything is changed, so that a death
 * at any point is made good at the next start.
 *
 * @param id of this restore
 * @param identity what the node shall be
 * @param host of the node's own address
 * @param nodeOnly whether the others have the cluster, and this node only comes back to it
 * @param backupTime when the backup was written
 */
public record RestorePlan(
    UUID id,
    IdentityState identity,
    String host,
    boolean nodeOnly,
    Instant backupTime,
    Instant since) {
  /** Never the secret. */
  @Override
  public String toString() {
    return "restore " + id + " of " + identity;
  }
}
