package dev.bricklayer.node.rpc.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads XDR (RFC 4506) from bytes. Never reads past their end and never allocates more than they
 * hold; whatever does not fit is an {@link XdrException}.
 */
public final class XdrReader {
  private final ByteBuffer in;

  public XdrReader(byte[] bytes) {
    this(ByteBuffer.wrap(bytes));
  }

  /** Reads from the position to the limit of this buffer (big endian, as a new buffer is). */
  public XdrReader(ByteBuffer in) {
    this.in = in;
  }

  public int remaining() {
    return in.remaining();
  }

  public int int32() {
    need(Integer.BYTES);
    return in.getInt();
  }

  public long int64() {
    need(Long.BYTES);
    return in.getLong();
  }

  /** A counted sequence of bytes, with its padding to a multiple of four. */
  public byte[] opaque(int atMost) {
    int length = int32();
    if (length < 0 || length > atMost) {
      throw new XdrException(
          "%d bytes where at most %d are allowed".formatted(length & 0xffffffffL, atMost));
    }
    need(length + padding(length));
    byte[] bytes = new byte[length];
    in.get(bytes);
    in.position(in.position() + padding(length));
    return bytes;
  }

  /** A counted string: UTF-8 without NUL. */
  public String text(int atMost) {
    return utf8(ByteBuffer.wrap(opaque(atMost)));
  }

  static String utf8(ByteBuffer bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
      if (text.indexOf('\0') >= 0) {
        throw new XdrException("a string that contains NUL");
      }
      return text;
    } catch (CharacterCodingException e) {
      throw new XdrException("a string that is not UTF-8");
    }
  }

  static int padding(int length) {
    return -length & 3;
  }

  private void need(int bytes) {
    if (in.remaining() < bytes) {
      throw new XdrException("%d bytes are missing at the end".formatted(bytes - in.remaining()));
    }
  }
}
