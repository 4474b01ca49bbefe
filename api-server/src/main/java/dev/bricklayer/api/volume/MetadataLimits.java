package dev.bricklayer.api.volume;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import java.util.Map;
import java.util.TreeMap;

/**
 * How much metadata a volume or a peer may have, and how long values of options may be: everything
 * that a request brings is stored once per member of etcd, in each record and in each node's
 * memory. GD2 bounds keys of users only, and not those that begin with {@code _}.
 */
public final class MetadataLimits {
  /** Characters of all keys and values that do not begin with {@code _}; GD2's. */
  public static final int USERS = 4096;

  /** Bytes of one value, or of one key. */
  public static final int VALUE = 4096;

  /** Bytes of all keys and values. */
  public static final int TOTAL = 16 << 10;

  public static final int KEYS = 128;

  /** Options that one request may set, and the bytes of all of them. */
  public static final int OPTIONS = 512;

  public static final int OPTIONS_TOTAL = 64 << 10;

  private MetadataLimits() {}

  /**
   * @throws ClusterException {@code INVALID_REQUEST} with the limit, what came, and the key
   */
  public static void checkMetadata(Map<String, String> metadata) {
    int users = 0;
    for (Map.Entry<String, String> entry : metadata.entrySet()) {
      if (entry.getValue() == null) {
        throw invalid("a metadata value is null", Map.of("key", entry.getKey()));
      }
      if (!entry.getKey().startsWith("_")) {
        users += entry.getKey().length() + entry.getValue().length();
      }
    }
    if (users > USERS) {
      throw invalid(
          "metadata size exceeds max allowed size of 4KB",
          Map.of("size", Integer.toString(users), "limit", Integer.toString(USERS)));
    }
    check("metadata", "a metadata", metadata, KEYS, TOTAL);
  }

  /** The same for options: how many, how long one value, how long all of them. */
  public static void checkOptions(Map<String, String> options) {
    check("options", "an option", options, OPTIONS, OPTIONS_TOTAL);
  }

  /** A single text, for instance a zone. */
  public static void checkValue(String what, String value) {
    length(what, "", value);
  }

  private static void check(String what, String one, Map<String, String> all, int keys, int total) {
    if (all.size() > keys) {
      throw tooMuch(what + " has " + all.size() + " keys", keys, Map.of());
    }
    int sum = 0;
    for (Map.Entry<String, String> entry : all.entrySet()) {
      if (entry.getValue() != null) {
        sum += length(one + " key", "", entry.getKey());
        sum += length(one + " value", entry.getKey(), entry.getValue());
      }
    }
    if (sum > total) {
      throw tooMuch(what + " has " + sum + " bytes of keys and values", total, Map.of());
    }
  }

  private static int length(String what, String key, String text) {
    int bytes = text.getBytes(UTF_8).length;
    if (bytes > VALUE) {
      throw tooMuch(
          what + " has " + bytes + " bytes", VALUE, key.isEmpty() ? Map.of() : Map.of("key", key));
    }
    return bytes;
  }

  private static ClusterException tooMuch(String is, int limit, Map<String, String> place) {
    Map<String, String> fields = new TreeMap<>(place);
    fields.put("limit", Integer.toString(limit));
    return invalid(is + "; at most " + limit + " are allowed", fields);
  }

  private static ClusterException invalid(String message, Map<String, String> fields) {
    return new ClusterException(ErrorCode.INVALID_REQUEST, message, fields);
  }
}
