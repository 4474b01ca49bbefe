package dev.bricklayer.node.rpc.wire;

/** A message of ONC RPC version 2 (RFC 5531) as it arrives at a server. */
public sealed interface RpcMessage {
  /** glusterfs's longest credentials are 2 kB; its credentials are not looked at. */
  int MAX_AUTH = 2048;

  /** A call; {@code args} stands at the first byte of the arguments. */
  record Call(int xid, int program, int version, int procedure, XdrReader args)
      implements RpcMessage {}

  /** A call in another version of ONC RPC. */
  record ForeignCall(int xid, int rpcVersion) implements RpcMessage {}

  /** An answer to a call of ours: none is awaited, callbacks have no answer. */
  record Answer(int xid) implements RpcMessage {}

  /**
   * @throws XdrException when the record is no RPC message
   */
  static RpcMessage parse(byte[] record) {
    XdrReader in = new XdrReader(record);
    int xid = in.int32();
    int type = in.int32();
    if (type == 1) {
      return new Answer(xid);
    }
    if (type != 0) {
      throw new XdrException("a message that is neither call nor answer");
    }
    int rpcVersion = in.int32();
    if (rpcVersion != 2) {
      return new ForeignCall(xid, rpcVersion);
    }
    int program = in.int32();
    int version = in.int32();
    int procedure = in.int32();
    for (int auth = 0; auth < 2; auth++) { // credentials, then verifier
      in.int32();
      in.opaque(MAX_AUTH);
    }
    return new Call(xid, program, version, procedure, in);
  }
}
