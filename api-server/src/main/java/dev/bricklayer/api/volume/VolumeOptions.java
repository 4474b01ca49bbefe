package dev.bricklayer.api.volume;

import dev.bricklayer.config.volume.SubvolType;
import java.util.Map;

/** What the API asks of the installed xlators' option tables. */
public interface VolumeOptions {
  /** Which levels of options the request allows. */
  record Allowed(boolean advanced, boolean experimental, boolean deprecated) {}

  /**
   * The normalised options of a new volume: groups expanded, the default profile of its type merged
   * below the user's.
   *
   * @throws dev.bricklayer.config.error.ClusterException {@code INVALID_REQUEST} naming the key and
   *     what is wrong with it
   */
  Map<String, String> forNewVolume(Map<String, String> wished, SubvolType type, Allowed allowed);
}
