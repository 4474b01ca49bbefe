package dev.bricklayer.node.rpc;

import dev.bricklayer.node.rpc.wire.XdrWriter;

/** Procedures of the program that every gluster process serves on its management connection. */
public enum Callback {
  /** "Ask for your volfile again." No arguments. */
  FETCHSPEC(1),
  /** "Write a statedump, if you are this process"; arguments: {@link #pid}. */
  STATEDUMP(9);

  static final int PROGRAM = 52743234;
  static final int VERSION = 1;

  private final int procedure;

  Callback(int procedure) {
    this.procedure = procedure;
  }

  int procedure() {
    return procedure;
  }

  /** The arguments of {@link #STATEDUMP}. */
  public static byte[] pid(int pid) {
    return new XdrWriter().int32(pid).toBytes();
  }
}
