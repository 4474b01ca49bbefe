package dev.bricklayer.config.operation;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The request that an operation came from. Doing an operation once more starts from this and not
 * from the plan: the checks are made again and every id is minted anew. Requests hold no secrets.
 *
 * @param path decoded, without the query
 * @param arguments the parts of the path that a route names: {@code volume}, {@code peer}
 * @param body as it came, "" for none; null when it was longer than {@link #LONGEST}
 */
public record OperationRequest(
    String method, String path, Map<String, String> arguments, @Nullable String body) {

  /** Characters; a volume of some 500 bricks. Records are kept by the thousand. */
  public static final int LONGEST = 64 << 10;

  public OperationRequest {
    arguments = java.util.Collections.unmodifiableMap(new TreeMap<>(arguments));
    body = body == null || body.length() > LONGEST ? null : body;
  }
}
