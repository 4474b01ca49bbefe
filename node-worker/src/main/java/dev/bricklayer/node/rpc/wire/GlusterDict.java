package dev.bricklayer.node.rpc.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * glusterfs's {@code dict_t} on the wire: a count, then for each pair the length of the key
 * (without its NUL), the length of the value, the key with NUL, the value; no padding. Texts and
 * numbers are NUL-terminated strings, uuids are 16 raw bytes. Strict: every byte must belong to a
 * pair, no key twice, at most {@value #MAX_PAIRS} pairs.
 */
public final class GlusterDict {
  /** More than any gluster process sends to its management daemon. */
  public static final int MAX_PAIRS = 4096;

  private static final GlusterDict EMPTY = new GlusterDict(Map.of());

  private final Map<String, byte[]> values;

  private GlusterDict(Map<String, byte[]> values) {
    this.values = values;
  }

  public static GlusterDict empty() {
    return EMPTY;
  }

  /** A dict of texts. */
  public static GlusterDict of(Map<String, String> texts) {
    Map<String, byte[]> values = new LinkedHashMap<>();
    texts.forEach((key, text) -> values.put(key, (text + '\0').getBytes(StandardCharsets.UTF_8)));
    return new GlusterDict(Collections.unmodifiableMap(values));
  }

  /** Decodes a serialised dict; no bytes at all are the empty one. */
  public static GlusterDict decode(byte[] bytes) {
    if (bytes.length == 0) {
      return EMPTY;
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int count = length(in, "a dict without its count");
    if (count > MAX_PAIRS) {
      throw new XdrException("a dict of %d pairs, %d are allowed".formatted(count, MAX_PAIRS));
    }
    Map<String, byte[]> values = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      int keyLength = length(in, "a dict that ends within a pair");
      int valueLength = length(in, "a dict that ends within a pair");
      if ((long) keyLength + 1 + valueLength > in.remaining()) {
        throw new XdrException("a dict whose pair is longer than the dict");
      }
      String key = XdrReader.utf8(in.slice(in.position(), keyLength));
      in.position(in.position() + keyLength);
      if (in.get() != 0) {
        throw new XdrException("a dict whose key does not end with NUL");
      }
      byte[] value = new byte[valueLength];
      in.get(value);
      if (values.put(key, value) != null) {
        throw new XdrException("a dict that has a key twice");
      }
    }
    if (in.hasRemaining()) {
      throw new XdrException("a dict with %d bytes too many".formatted(in.remaining()));
    }
    return new GlusterDict(Collections.unmodifiableMap(values));
  }

  public byte[] encode() {
    XdrWriter out = new XdrWriter().int32(values.size());
    values.forEach(
        (key, value) -> {
          byte[] name = key.getBytes(StandardCharsets.UTF_8);
          out.int32(name.length).int32(value.length).raw(name).raw(new byte[1]).raw(value);
        });
    return out.toBytes();
  }

  public Set<String> keys() {
    return values.keySet();
  }

  /** The value as text, without its closing NUL; empty when it is absent or no text. */
  public Optional<String> text(String key) {
    byte[] value = values.get(key);
    if (value == null) {
      return Optional.empty();
    }
    int length = value.length > 0 && value[value.length - 1] == 0 ? value.length - 1 : value.length;
    try {
      return Optional.of(XdrReader.utf8(ByteBuffer.wrap(value, 0, length)));
    } catch (XdrException e) {
      return Optional.empty();
    }
  }

  /** The value as a decimal number; empty when it is absent or none. */
  public OptionalLong number(String key) {
    try {
      return text(key).map(Long::valueOf).map(OptionalLong::of).orElseGet(OptionalLong::empty);
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  private static int length(ByteBuffer in, String whenMissing) {
    if (in.remaining() < Integer.BYTES) {
      throw new XdrException(whenMissing);
    }
    int length = in.getInt();
    if (length < 0) {
      throw new XdrException("a dict with a negative length");
    }
    return length;
  }
}
