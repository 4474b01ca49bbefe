package dev.bricklayer.api.auth;

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
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(draft);
    Files.createFile(
        draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
    Files.writeString(draft, secret, StandardCharsets.US_ASCII);
    giveToGroup(draft);
    Files.move(draft, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    return new AuthSecret(secret.getBytes(StandardCharsets.US_ASCII));
  }

  private static void giveToGroup(Path file) throws IOException {
    try {
      GroupPrincipal group =
          file.getFileSystem()
              .getUserPrincipalLookupService()
              .lookupPrincipalByGroupName("gluster");
      Files.getFileAttributeView(file, PosixFileAttributeView.class).setGroup(group);
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
