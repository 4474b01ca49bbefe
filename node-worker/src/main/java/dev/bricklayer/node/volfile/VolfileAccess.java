package dev.bricklayer.node.volfile;

import dev.bricklayer.activities.filesystem.NodeFileSystem;
import dev.bricklayer.activities.process.ProcessTable;
import dev.bricklayer.activities.process.RunningProcess;
import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.config.volume.Volume;
import dev.bricklayer.node.rpc.LocalSocket;
import dev.bricklayer.node.rpc.RpcPeer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Who gets which volfile. Those of bricks and of the self-heal daemon hold volumes' credentials:
 * they go out by the unix socket, which only root can open, and by TCP to the very process that
 * serves that brick here, as one does that an earlier version started. A client gets credentials
 * where it is run by root of a node of the cluster, and else a volfile without.
 */
public final class VolfileAccess {
  private static final String ALLOW = "protocol/server.auth.allow";
  private static final String REJECT = "protocol/server.auth.reject";

  /** Ports that the kernel gives to root only. */
  private static final int FIRST_OPEN_PORT = 1024;

  private final NodeFileSystem files;
  private final Path runFolder;
  private final boolean byAddress;

  /**
   * @param runFolder where this node's daemons hold their pid files
   * @param byAddress whether {@code auth.allow} is asked before a volfile is given; else only when
   *     the client comes to the brick
   */
  public VolfileAccess(NodeFileSystem files, Path runFolder, boolean byAddress) {
    this.files = files;
    this.runFolder = runFolder;
    this.byAddress = byAddress;
  }

  /**
   * Whether it is one of this node's own daemons, which asks for the volfile it was started for.
   */
  boolean ownDaemon(RpcPeer peer, String key) {
    if (peer.isUnixSocket()) {
      return true;
    }
    Optional<LocalSocket> socket = LocalSocket.of(peer);
    return socket.isPresent()
        && ProcessTable.withArguments(List.of("--volfile-id", key)).stream()
            .anyMatch(process -> socket.get().heldBy(process.pid()) && locked(process));
  }

  /** Nobody but root can hold the lock on a pid file of the run folder. */
  private boolean locked(RunningProcess process) {
    Optional<Path> pidFile = process.option("-p").map(Path::of);
    try {
      return pidFile.isPresent()
          && pidFile.get().normalize().startsWith(runFolder)
          && files.lockHolder(pidFile.get()).orElse(-1) == process.pid();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Clients that root runs on a node get the volume's credentials. Of another node's client the
   * port tells that it is root's.
   */
  boolean trusted(RpcPeer peer, Optional<ClusterView> known) {
    if (peer.isUnixSocket()) {
      return true;
    }
    if (peer.isThisHost()) {
      return LocalSocket.of(peer).filter(LocalSocket::ofAdministrator).isPresent();
    }
    String address = peer.address().orElseThrow().getAddress().getHostAddress();
    return peer.address().get().getPort() < FIRST_OPEN_PORT
        && known.stream()
            .flatMap(view -> view.peers().stream())
            .map(Peer::host)
            .anyMatch(address::equals);
  }

  /** Whether the volume's lists of addresses shut a client out that has no credentials. */
  boolean shutOut(RpcPeer peer, Volume volume) {
    if (peer.address().isEmpty()) {
      return false;
    }
    String address = peer.address().get().getAddress().getHostAddress();
    String reject = volume.options().get(REJECT);
    if (reject != null && AddressList.of(reject).holds(address)) {
      return true;
    }
    String allow = volume.options().get(ALLOW);
    return byAddress && allow != null && !AddressList.of(allow).holds(address);
  }
}
