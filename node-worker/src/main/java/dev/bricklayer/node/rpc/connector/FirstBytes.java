package dev.bricklayer.node.rpc.connector;

import java.nio.ByteBuffer;

/**
 * Tells by the first bytes of a connection what is spoken on it. HTTP begins with a letter, TLS
 * with 22. A record of SunRPC begins with its length: the first byte is 0 (more fragments follow)
 * or has its highest bit set; the message type "call" and the RPC version 2 follow.
 */
enum FirstBytes {
  SUN_RPC,
  TLS,
  /** HTTP, or garbage that HTTP refuses. */
  OTHER,
  NEED_MORE;

  /** How many bytes are enough to tell. */
  static final int ENOUGH = 16;

  private static final int TLS_HANDSHAKE = 22;

  /** Bytes 8 to 15 of a call: its type and the version of RPC. */
  private static final byte[] CALL = {0, 0, 0, 0, 0, 0, 0, 2};

  static FirstBytes of(ByteBuffer bytes) {
    int length = bytes.remaining();
    if (length == 0) {
      return NEED_MORE;
    }
    byte first = bytes.get(bytes.position());
    if (first > 0) {
      return first == TLS_HANDSHAKE ? TLS : OTHER;
    }
    for (int i = 8; i < Math.min(length, ENOUGH); i++) {
      if (bytes.get(bytes.position() + i) != CALL[i - 8]) {
        return OTHER;
      }
    }
    return length < ENOUGH ? NEED_MORE : SUN_RPC;
  }
}
