package dev.bricklayer.api.auth;

import dev.bricklayer.config.file.StableStorage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The secret that ReST tokens are signed with: 64 lower-case hexadecimal characters in a file
 * without a line end, mode 0640, group {@code gluster} where that exists; made at the first start
 * and never changed.
 */
public record AuthSecret(byte[] key) {

  public static AuthSecret loadOrCreate(Path file) throws IOException {
    if (Files.exists(file) && Files.size(file) > 0) {
      return new AuthSecret(Files.readAllBytes(file));
    }
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    String secret = HexFormat.of().formatHex(random);
    byte[] key = secret.getBytes(StandardCharsets.US_ASCII);
    StableStorage.replace(file, key, AuthSecret::share);
    return new AuthSecret(key);
  }

  private static void share(Path file) throws IOException {
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

  @Override
  public String toString() {
    return "AuthSecret[hidden]";
  }
}
