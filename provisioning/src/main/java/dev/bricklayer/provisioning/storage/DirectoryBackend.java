package dev.bricklayer.provisioning.storage;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/**
 * Bricks as folders of a file system that is there. It bounds nothing: bricks share the file
 * system's room. The device is the folder that they are made in; it must exist.
 */
public final class DirectoryBackend implements StorageBackend {
  @Override
  public String name() {
    return "directory";
  }

  @Override
  public Path provide(BrickPlace place) throws IOException {
    if (!Files.isDirectory(place.device())) {
      throw new NotDirectoryException(place.device().toString());
    }
    return Files.createDirectories(path(place));
  }

  /** Removes the empty folders that {@link #provide} made; one with data fails and stays. */
  @Override
  public void remove(BrickPlace place) throws IOException {
    try {
      Files.delete(path(place));
    } catch (NoSuchFileException e) {
      // an earlier attempt removed it; its parents are still to be looked at
    }
    Path parent = path(place).getParent();
    while (parent != null && !parent.equals(place.device())) {
      try {
        Files.deleteIfExists(parent);
      } catch (DirectoryNotEmptyException e) {
        return;
      }
      parent = parent.getParent();
    }
  }

  private static Path path(BrickPlace place) {
    return place.device().resolve(place.relative());
  }
}
