package dev.bricklayer.cli.cluster;

import dev.bricklayer.cli.command.CommandException;
import dev.bricklayer.cli.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What seals a backup or opens it, by the files that hold it: nothing of it stands in a command
 * line.
 *
 * @param passphraseFile its first line is the passphrase
 * @param certificateFile the recipient's, PEM
 * @param keyFile the recipient's private key, PEM
 * @param open whether it shall not be sealed
 */
public record Locks(
    @Nullable String passphraseFile,
    @Nullable String certificateFile,
    @Nullable String keyFile,
    boolean open) {

  /** As a node wants it to write a backup. */
  JsonObject sealing() {
    int ways =
        (passphraseFile == null ? 0 : 1) + (certificateFile == null ? 0 : 1) + (open ? 1 : 0);
    if (ways != 1) {
      throw CommandException.usage(
          "a backup holds the cluster's secrets: give --passphrase-file or --to-certificate, or say"
              + " --unsealed");
    }
    JsonObject body = new JsonObject();
    if (passphraseFile != null) {
      body.put("passphrase", passphrase(passphraseFile));
    } else if (certificateFile != null) {
      body.put("certificate", text(certificateFile));
    } else {
      body.put("open", true);
    }
    return body;
  }

  /** As a node wants it to read one. */
  JsonObject opening() {
    JsonObject line = new JsonObject();
    if (passphraseFile != null) {
      line.put("passphrase", passphrase(passphraseFile));
    }
    if (keyFile != null) {
      line.put("key", text(keyFile));
    }
    return line;
  }

  private static String passphrase(String file) {
    String text = text(file);
    int end = text.indexOf('\n');
    String first = end < 0 ? text : text.substring(0, end);
    return first.endsWith("\r") ? first.substring(0, first.length() - 1) : first;
  }

  private static String text(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException | RuntimeException unreadable) {
      throw CommandException.failed(file + " cannot be read: " + unreadable.getMessage());
    }
  }

  static byte[] bytes(String file) {
    try {
      return Files.readAllBytes(Path.of(file));
    } catch (IOException | RuntimeException unreadable) {
      throw CommandException.failed(file + " cannot be read: " + unreadable.getMessage());
    }
  }
}
