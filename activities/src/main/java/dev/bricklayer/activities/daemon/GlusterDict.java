package dev.bricklayer.activities.daemon;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * gluster's dictionary on the wire: a count, then per pair the lengths of key and value, the key
 * with a NUL and the value, nothing padded. Values are texts that end with a NUL, or raw bytes.
 */
final class GlusterDict {

  private GlusterDict() {}

  /** All values as texts; an empty one is no bytes at all. */
  static byte[] encode(Map<String, String> pairs) {
    if (pairs.isEmpty()) {
      return new byte[0];
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(word(pairs.size()));
    pairs.forEach(
        (key, value) -> {
          byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
          byte[] valueBytes = value.getBytes(StandardCharsets.UTF_8);
          out.writeBytes(word(keyBytes.length));
          out.writeBytes(word(valueBytes.length + 1));
          out.writeBytes(keyBytes);
          out.write(0);
          out.writeBytes(valueBytes);
          out.write(0);
        });
    return out.toByteArray();
  }

  /**
   * Texts as texts, raw bytes as hexadecimal digits.
   *
   * @throws IllegalArgumentException when it is not a dictionary
   */
  static Map<String, String> decode(byte[] bytes) {
    Map<String, String> pairs = new LinkedHashMap<>();
    if (bytes.length == 0) {
      return pairs;
    }
    try {
      ByteBuffer in = ByteBuffer.wrap(bytes);
      int count = in.getInt();
      for (int i = 0; i < count; i++) {
        int keyLength = in.getInt();
        int valueLength = in.getInt();
        String key = new String(take(in, keyLength), StandardCharsets.UTF_8);
        in.get();
        pairs.put(key, text(take(in, valueLength)));
      }
      return pairs;
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("not a dictionary: it ends too early", e);
    }
  }

  private static byte[] take(ByteBuffer in, int length) {
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  private static String text(byte[] value) {
    int last = value.length - 1;
    if (last >= 0 && value[last] == 0) {
      byte[] text = Arrays.copyOf(value, last);
      boolean printable = true;
      for (byte b : text) {
        printable &= b < 0 || b >= ' ' || b == '\n' || b == '\t';
      }
      if (printable) {
        return new String(text, StandardCharsets.UTF_8);
      }
    }
    return HexFormat.of().formatHex(value);
  }

  private static byte[] word(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }
}
