package dev.bricklayer.provisioning.storage;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Makes and removes the place of a brick on one node. Both are idempotent: making a place that is
 * there and removing one that is not are successes, so that a retried or undone step of an
 * operation does no harm.
 */
public interface StorageBackend {
  /** The word by which requests choose it, {@code directory}. */
  String name();

  /**
   * Makes the place.
   *
   * @return the brick's path
   * @throws IOException when it cannot be made; nothing is left of it then
   */
  Path provide(BrickPlace place) throws IOException;

  /**
   * Gives the place back.
   *
   * @throws IOException when it cannot be removed; data that somebody else put there is never
   *     removed
   */
  void remove(BrickPlace place) throws IOException;
}
