package dev.bricklayer.api.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bricklayer.config.file.StableStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Optional;

/**
 * This node's copy of the secret of the ReST API: its characters and nothing else, so that clients
 * of GD2 read it as they do. It is replaced as a whole and is on the disk when {@link #write}
 * returns; mode 0600. A file at a place of the user's own is 0640 and of the group {@code gluster},
 * where there is one.
 */
public final class SecretFile {
  private final Path file;
  private final boolean forGroup;

  private SecretFile(Path file, boolean forGroup) {
    this.file = file;
    this.forGroup = forGroup;
  }

  /** In the node's state folder, for root alone. */
  public static SecretFile at(Path file) {
    return new SecretFile(file, /* forGroup= */ false);
  }

  /** At a place that the user has chosen. */
  public static SecretFile configured(Path file) {
    return new SecretFile(file, /* forGroup= */ true);
  }

  public Path path() {
    return file;
  }

  /** Its characters; empty when there is no file or nothing in it. */
  Optional<String> read() throws IOException {
    try {
      String text = Files.readString(file, UTF_8);
      return text.isEmpty() ? Optional.empty() : Optional.of(text);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  void write(String secret) throws IOException {
    byte[] content = secret.getBytes(UTF_8);
    if (forGroup) {
      StableStorage.replace(file, content, SecretFile::giveToGroup);
    } else {
      StableStorage.replace(file, content);
    }
  }

  private static void giveToGroup(Path file) throws IOException {
    try {
      GroupPrincipal group =
          file.getFileSystem()
              .getUserPrincipalLookupService()
              .lookupPrincipalByGroupName("gluster");
      Files.getFileAttributeView(file, PosixFileAttributeView.class).setGroup(group);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    } catch (UserPrincipalNotFoundException e) {
      // the group is optional: without it only root reads the secret
      return;
    }
  }
}
