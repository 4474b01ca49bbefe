package dev.bricklayer.node.child;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a node runs its embedded etcd.
 *
 * @param binary the program; null for the {@code etcd} of PATH
 * @param stateDir the node's state folder; etcd's own is {@code <stateDir>/etcd}
 * @param logDir gets {@code etcd.log}
 * @param clientPort of 127.0.0.1, for clients; nodes reach each other's through the peer port
 * @param peerListen {@code host:port} that the member listens on for other members
 * @param peerAdvertise {@code host:port} under which other members reach it
 * @param quotaBytes how large its database may grow by ordinary changes: {@link #limitBytes}
 */
public record EtcdSettings(
    @Nullable Path binary,
    Path stateDir,
    Path logDir,
    int clientPort,
    String peerListen,
    String peerAdvertise,
    long quotaBytes) {
  /** 2 GiB: etcd's own default, written out. */
  public static final long DEFAULT_QUOTA = 2L << 30;

  /**
   * The size of the database at which etcd itself refuses puts and leases: a quarter above the
   * quota, so that what frees space can still be done when the quota is reached.
   */
  public long limitBytes() {
    return quotaBytes + quotaBytes / 4;
  }

  /** A member that joins is a learner first, and the file of one cannot be made smaller. */
  long limitBytes(boolean joining) {
    return limitBytes() + (joining ? quotaBytes / 4 : 0);
  }

  /** {@code http://host:port} under which other members reach this one. */
  public String peerUrl() {
    return "http://" + peerAdvertise;
  }

  /** {@code http://127.0.0.1:port}. */
  public String clientUrl() {
    return "http://127.0.0.1:" + clientPort;
  }

  /** Holds the data folders of its members and the note of the running one. */
  public Path folder() {
    return stateDir.resolve("etcd");
  }

  Path program() {
    return program(System.getenv());
  }

  Path program(Map<String, String> environment) {
    if (binary != null) {
      return binary.toAbsolutePath();
    }
    return Programs.onPath("etcd", environment)
        .orElseThrow(
            () ->
                new ClusterException(
                    ErrorCode.INTERNAL,
                    "there is no etcd in PATH: install it (apt-get install etcd-server), or name it"
                        + " in etcd.binary, or an existing cluster in etcd.endpoints"));
  }
}
