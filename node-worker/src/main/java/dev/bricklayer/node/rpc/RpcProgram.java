package dev.bricklayer.node.rpc;

import dev.bricklayer.node.rpc.wire.XdrReader;
import dev.bricklayer.node.rpc.wire.XdrWriter;
import java.util.Map;

/** A program of the endpoint: its procedures by number, besides the empty procedure 0. */
record RpcProgram(String name, int number, int version, Map<Integer, Procedure> procedures) {

  RpcProgram {
    procedures = Map.copyOf(procedures);
  }

  /** Reads its arguments and writes its result. */
  interface Procedure {
    /**
     * @throws dev.bricklayer.node.rpc.wire.XdrException when the arguments cannot be read: the
     *     caller is told that they are garbage
     */
    void call(XdrReader args, XdrWriter result, RpcConnection connection);
  }
}
