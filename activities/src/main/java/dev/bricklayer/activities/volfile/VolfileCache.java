package dev.bricklayer.activities.volfile;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bricklayer.config.file.StableStorage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.UUID;

/**
 * The volfiles that were served last, on disk, so that bricks and clients get them while the
 * cluster's configuration is out of reach. A file is replaced whole or not at all, also by a power
 * cut. Files hold volumes' credentials and are readable by their owner only. Safe for several
 * threads.
 */
public final class VolfileCache {

  private static final int LONGEST_NAME = 240;

  private final Path folder;

  /**
   * @param stateFolder the node's state folder; files are in {@code volfiles} below it
   * @throws UncheckedIOException when the folder cannot be made
   */
  public VolfileCache(Path stateFolder) {
    this.folder = stateFolder.resolve("volfiles");
    try {
      StableStorage.makeFolders(folder);
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make " + folder, e);
    }
  }

  /**
   * Keeps the text under that key; does nothing when it is there already.
   *
   * @throws UncheckedIOException when it cannot be written; what was there before stays
   */
  public synchronized void put(String key, String text) {
    if (get(key).filter(text::equals).isPresent()) {
      return;
    }
    Path file = file(key);
    try {
      StableStorage.replace(file, text.getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  /**
   * The text last kept under that key.
   *
   * @throws UncheckedIOException when it is there and cannot be read
   */
  public Optional<String> get(String key) {
    try {
      return Optional.of(Files.readString(file(key)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file(key), e);
    }
  }

  /** Forgets the key. */
  public synchronized void remove(String key) {
    try {
      StableStorage.delete(file(key));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + file(key), e);
    }
  }

  /** The file of that key; one that would be too long, or lead elsewhere, is encoded. */
  public Path file(String key) {
    String name = URLEncoder.encode(key, UTF_8).replace("*", "%2A");
    if (name.length() > LONGEST_NAME) {
      UUID hash = UUID.nameUUIDFromBytes(key.getBytes(UTF_8));
      name = name.substring(0, LONGEST_NAME - 37) + "~" + hash;
    }
    return folder.resolve(name + ".vol");
  }
}
