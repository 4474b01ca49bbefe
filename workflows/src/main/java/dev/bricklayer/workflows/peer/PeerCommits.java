package dev.bricklayer.workflows.peer;

import dev.bricklayer.workflows.operation.Ticket;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/**
 * The commits of peer operations; the same rules as {@link
 * dev.bricklayer.workflows.volume.VolumeCommits}.
 */
@ActivityInterface(namePrefix = "PeerCommit.")
public interface PeerCommits {
  /** Writes the peer's record. Guard: no peer of that id. */
  @ActivityMethod
  long add(Ticket ticket, AddPeerPlan plan);

  /**
   * Removes the peer's record. Guards: it holds no brick ({@code usage/<peer>} unchanged since that
   * was seen).
   */
  @ActivityMethod
  long remove(Ticket ticket, RemovePeerPlan plan);
}
