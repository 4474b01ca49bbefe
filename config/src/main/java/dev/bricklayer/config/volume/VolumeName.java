package dev.bricklayer.config.volume;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import java.util.regex.Pattern;

/**
 * The name of a volume: 1 to 255 ASCII letters, digits, {@code _} and {@code -}, not starting with
 * {@code -}, and not the word {@code all}, which the command line uses for every volume.
 */
public record VolumeName(@JsonValue String value) {
  private static final Pattern VALID = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9_-]{0,254}");

  /**
   * @throws ClusterException {@link ErrorCode#INVALID_REQUEST} "invalid volume name" (GD2's text),
   *     with the reason in the field {@code reason}
   */
  @JsonCreator
  public VolumeName {
    if (!VALID.matcher(value).matches() || value.equals("all")) {
      throw new ClusterException(
          ErrorCode.INVALID_REQUEST,
          "invalid volume name",
          java.util.Map.of(
              "reason",
              "a volume name has 1 to 255 letters, digits, '_' and '-', does not start with '-' and is not 'all'"));
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
