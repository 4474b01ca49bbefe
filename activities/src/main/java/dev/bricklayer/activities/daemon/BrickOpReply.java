package dev.bricklayer.activities.daemon;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a brick or daemon answered.
 *
 * @param result 0 for a success
 * @param error its words for a failure, often empty
 */
public record BrickOpReply(int result, int errno, Map<String, String> output, String error) {

  public BrickOpReply {
    output = Collections.unmodifiableMap(new LinkedHashMap<>(output));
  }

  public boolean succeeded() {
    return result == 0;
  }
}
