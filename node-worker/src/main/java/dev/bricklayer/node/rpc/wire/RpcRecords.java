package dev.bricklayer.node.rpc.wire;

import java.nio.ByteBuffer;

/** The records that a server sends: answers to calls (RFC 5531 §9) and calls without answer. */
public final class RpcRecords {
  private static final int REPLY = 1;
  private static final int ACCEPTED = 0;
  private static final int DENIED = 1;
  private static final int PROG_UNAVAIL = 1;
  private static final int PROG_MISMATCH = 2;
  private static final int PROC_UNAVAIL = 3;
  private static final int GARBAGE_ARGS = 4;
  private static final int SYSTEM_ERR = 5;

  private RpcRecords() {}

  public static ByteBuffer success(int xid, XdrWriter result) {
    return accepted(xid, 0).raw(result.toBytes()).toRecord();
  }

  public static ByteBuffer programUnavailable(int xid) {
    return accepted(xid, PROG_UNAVAIL).toRecord();
  }

  public static ByteBuffer programMismatch(int xid, int lowest, int highest) {
    return accepted(xid, PROG_MISMATCH).int32(lowest).int32(highest).toRecord();
  }

  public static ByteBuffer procedureUnavailable(int xid) {
    return accepted(xid, PROC_UNAVAIL).toRecord();
  }

  public static ByteBuffer garbageArguments(int xid) {
    return accepted(xid, GARBAGE_ARGS).toRecord();
  }

  public static ByteBuffer systemError(int xid) {
    return accepted(xid, SYSTEM_ERR).toRecord();
  }

  /** The answer to a call in another version of ONC RPC than 2. */
  public static ByteBuffer rpcMismatch(int xid) {
    return new XdrWriter()
        .int32(xid)
        .int32(REPLY)
        .int32(DENIED)
        .int32(0)
        .int32(2)
        .int32(2)
        .toRecord();
  }

  /** A call, without credentials. */
  public static ByteBuffer call(int xid, int program, int version, int procedure, byte[] args) {
    XdrWriter out = new XdrWriter();
    out.int32(xid).int32(0).int32(2).int32(program).int32(version).int32(procedure);
    return out.int32(0).int32(0).int32(0).int32(0).raw(args).toRecord();
  }

  private static XdrWriter accepted(int xid, int status) {
    XdrWriter out = new XdrWriter().int32(xid).int32(REPLY).int32(ACCEPTED);
    return out.int32(0).int32(0).int32(status);
  }
}
