package dev.bricklayer.node.rpc;

import dev.bricklayer.node.rpc.wire.XdrReader;
import dev.bricklayer.node.rpc.wire.XdrWriter;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Gluster Portmap: bricks tell their port, clients ask for it. */
final class PortmapProgram {
  private static final int MAX_BRICK = 4096;

  private final PortMap ports;

  private PortmapProgram(PortMap ports) {
    this.ports = ports;
  }

  static RpcProgram of(PortMap ports) {
    PortmapProgram portmap = new PortmapProgram(ports);
    return new RpcProgram(
        "Gluster Portmap",
        34123456,
        1,
        Map.of(
            1, portmap::portByBrick,
            2, portmap::brickByPort,
            4, portmap::signIn,
            5, portmap::signOut));
  }

  private void portByBrick(XdrReader args, XdrWriter result, RpcConnection connection) {
    OptionalInt port = ports.portOf(args.text(MAX_BRICK));
    if (port.isPresent()) {
      result.int32(0).int32(0).int32(0).int32(port.getAsInt());
    } else {
      result.int32(-1).int32(Errno.ENOENT).int32(0).int32(0);
    }
  }

  private void brickByPort(XdrReader args, XdrWriter result, RpcConnection connection) {
    Optional<String> brick = ports.brickOn(args.int32());
    result.int32(brick.isPresent() ? 0 : -1).int32(brick.isPresent() ? 0 : Errno.ENOENT);
    result.int32(0).text(brick.orElse(""));
  }

  private void signIn(XdrReader args, XdrWriter result, RpcConnection connection) {
    String brick = args.text(MAX_BRICK);
    int port = args.int32();
    int pid = args.remaining() == 0 ? 0 : args.int32();
    if (ports.signIn(brick, port, pid, connection)) {
      result.int32(0).int32(0);
    } else {
      result.int32(-1).int32(Errno.EPERM);
    }
  }

  private void signOut(XdrReader args, XdrWriter result, RpcConnection connection) {
    String brick = args.text(MAX_BRICK);
    args.int32(); // its port
    ports.signOut(brick, connection);
    result.int32(0).int32(0);
  }
}
