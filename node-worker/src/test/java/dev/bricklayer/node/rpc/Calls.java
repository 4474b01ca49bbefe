package dev.bricklayer.node.rpc;

import dev.bricklayer.node.rpc.wire.GlusterDict;
import dev.bricklayer.node.rpc.wire.XdrWriter;
import java.util.HexFormat;
import java.util.Map;

/** Records as gluster processes send them: the bytes of captures, with their credentials. */
public final class Calls {
  public static final int DUMP = 123451501;
  public static final int HANDSHAKE = 14398633;
  public static final int PORTMAP = 34123456;

  /** AUTH_GLUSTERFS_v2 of a management call, and the empty verifier. */
  private static final String AUTH =
      "0005f397 00000018 00000000 00000000 00000000 00000000 00000004 00000000 00000000 00000000";

  private Calls() {}

  public static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
  }

  /** A whole record, with its mark. */
  public static byte[] call(int xid, int program, int version, int procedure, byte[] args) {
    XdrWriter message = new XdrWriter().int32(xid).int32(0).int32(2);
    message.int32(program).int32(version).int32(procedure).raw(hex(AUTH)).raw(args);
    return record(message.toBytes());
  }

  public static byte[] record(byte[] message) {
    return new XdrWriter().int32(0x80000000 | message.length).raw(message).toBytes();
  }

  public static byte[] ping(int xid) {
    return call(xid, DUMP, 1, 2, new byte[0]);
  }

  public static byte[] getspec(int xid, String key) {
    byte[] facts =
        GlusterDict.of(Map.of("min-op-version", "1", "max-op-version", "100000")).encode();
    return call(xid, HANDSHAKE, 2, 2, new XdrWriter().int32(1).text(key).opaque(facts).toBytes());
  }

  public static byte[] signIn(int xid, String brick, int port, int pid) {
    return call(xid, PORTMAP, 1, 4, new XdrWriter().text(brick).int32(port).int32(pid).toBytes());
  }

  public static byte[] portByBrick(int xid, String brick) {
    return call(xid, PORTMAP, 1, 1, new XdrWriter().text(brick).toBytes());
  }
}
