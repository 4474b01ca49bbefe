package dev.bricklayer.node.rpc.wire;

/** Bytes that are not what the protocol says; the message tells what was wrong. */
public final class XdrException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public XdrException(String message) {
    super(message, null, false, false);
  }
}
