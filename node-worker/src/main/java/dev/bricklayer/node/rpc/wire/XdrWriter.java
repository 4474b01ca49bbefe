package dev.bricklayer.node.rpc.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes XDR (RFC 4506) into a growing array. */
public final class XdrWriter {
  private byte[] bytes = new byte[128];
  private int size;

  public XdrWriter int32(int value) {
    int at = grow(Integer.BYTES);
    ByteBuffer.wrap(bytes).putInt(at, value);
    return this;
  }

  public XdrWriter int64(long value) {
    int at = grow(Long.BYTES);
    ByteBuffer.wrap(bytes).putLong(at, value);
    return this;
  }

  /** A counted sequence of bytes, padded with zeros to a multiple of four. */
  public XdrWriter opaque(byte[] value) {
    int32(value.length);
    int at = grow(value.length + XdrReader.padding(value.length));
    System.arraycopy(value, 0, bytes, at, value.length);
    return this;
  }

  /** A counted string in UTF-8. */
  public XdrWriter text(String value) {
    return opaque(value.getBytes(StandardCharsets.UTF_8));
  }

  /** These bytes as they are. */
  public XdrWriter raw(byte[] value) {
    int at = grow(value.length);
    System.arraycopy(value, 0, bytes, at, value.length);
    return this;
  }

  public byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  /** What was written, as one record of one fragment: with the record mark in front. */
  ByteBuffer toRecord() {
    ByteBuffer record = ByteBuffer.allocate(Integer.BYTES + size);
    record.putInt(RecordAssembler.LAST_FRAGMENT | size).put(bytes, 0, size);
    return record.flip();
  }

  private int grow(int by) {
    int at = size;
    size = Math.addExact(size, by);
    if (size > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(size, bytes.length * 2));
    }
    return at;
  }
}
