package dev.bricklayer.node.rpc;

import dev.bricklayer.activities.brick.SimulatedBricks;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * This node's gluster port as simulated bricks use it: the same answers as a process gets, without
 * a socket between.
 */
public final class SimulatedEndpoint implements SimulatedBricks.Endpoint {

  private final Supplier<VolfileService> volfiles;
  private final PortMap ports;
  private final RpcConnection connection = new InProcess();

  public SimulatedEndpoint(Supplier<VolfileService> volfiles, PortMap ports) {
    this.volfiles = volfiles;
    this.ports = ports;
  }

  @Override
  public void fetch(String volfileId, String brickPath) throws IOException {
    SpecRequest request =
        new SpecRequest(
            volfileId,
            /* wantsServers= */ false,
            0,
            Integer.MAX_VALUE,
            brickPath.isEmpty() ? Optional.empty() : Optional.of(brickPath),
            connection.peer());
    Spec spec = volfiles.get().getspec(request);
    if (!(spec instanceof Spec.Found)) {
      throw new IOException("this node has no volfile " + volfileId);
    }
  }

  @Override
  public void signIn(String brickPath, int port) throws IOException {
    if (!ports.signIn(brickPath, port, 0, connection)) {
      throw new IOException("this node refused the sign-in of " + brickPath);
    }
  }

  @Override
  public void signOut(String brickPath) {
    ports.signOut(brickPath, connection);
  }

  /** One for all bricks: it closes with the process. */
  private static final class InProcess implements RpcConnection {
    @Override
    public RpcPeer peer() {
      return RpcPeer.unixSocket();
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void callback(Callback callback, byte[] args) {}

    @Override
    public void close() {}
  }
}
