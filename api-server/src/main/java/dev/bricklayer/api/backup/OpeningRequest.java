package dev.bricklayer.api.backup;

import dev.bricklayer.node.backup.Opening;
import dev.bricklayer.node.backup.Pem;
import org.jspecify.annotations.Nullable;

/**
 * What opens a backup that is sent: the first line of the body, before the file.
 *
 * @param key the private key of the certificate that it was sealed to, PEM (PKCS #8)
 * @param as for a restore: the id of the peer that this node shall be
 * @param nodeOnly for a restore: only this node's part, the others have the cluster
 */
public record OpeningRequest(
    @Nullable String passphrase,
    @Nullable String key,
    @Nullable String as,
    @Nullable Boolean nodeOnly) {

  boolean given() {
    return passphrase != null || key != null;
  }

  Opening opening() {
    return new Opening(
        passphrase == null ? null : passphrase.toCharArray(),
        key == null ? null : Pem.privateKey(key));
  }

  @Override
  public String toString() {
    return "OpeningRequest[hidden]";
  }
}
