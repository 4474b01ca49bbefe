package dev.bricklayer.node.rpc;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which brick listens on which port. A brick signs in after it has begun to listen, and again each
 * time it has connected again; what was signed in on a connection is gone when that closes. Called
 * concurrently.
 */
public interface PortMap {
  /**
   * A brick tells its port.
   *
   * @param brick the path of the brick, or the name of a brick-like daemon ({@code snapd-vol})
   * @param pid its process, 0 when it does not tell (glusterfs before 6)
   * @return false to refuse it; its launcher then fails, the process itself stays
   */
  boolean signIn(String brick, int port, int pid, RpcConnection connection);

  /** A brick ends; may be told twice. */
  void signOut(String brick, RpcConnection connection);

  OptionalInt portOf(String brick);

  Optional<String> brickOn(int port);

  /** Told once for every connection, after its last call. */
  void connectionClosed(RpcConnection connection);
}
