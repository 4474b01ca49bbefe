package dev.bricklayer.node.tls;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bricklayer.config.file.StableStorage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * The files in {@code <stateDir>/tls}: folder 0700, files 0600, each replaced as a whole.
 *
 * <ul>
 *   <li>{@code authority.pem}: the certificate of the cluster's authority.
 *   <li>{@code authority.key}: its private key, on nodes that may sign.
 *   <li>{@code node.pem}: the node's private key, its certificate and the authority's, in one file
 *       so that they always belong together.
 *   <li>{@code revoked}: what is revoked, as JSON.
 * </ul>
 */
final class TlsFolder {
  private final Path folder;

  TlsFolder(Path stateDir) {
    this.folder = stateDir.resolve("tls");
  }

  Path authority() {
    return folder.resolve("authority.pem");
  }

  Path authorityKey() {
    return folder.resolve("authority.key");
  }

  Path node() {
    return folder.resolve("node.pem");
  }

  Path revoked() {
    return folder.resolve("revoked");
  }

  Optional<String> read(Path file) {
    try {
      return Optional.of(Files.readString(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  void write(Path file, String content) {
    try {
      StableStorage.makeFolders(folder);
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
      StableStorage.replace(file, content.getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  void delete(Path file) {
    try {
      StableStorage.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + file, e);
    }
  }
}
