package dev.bricklayer.api.backup;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.node.backup.Pem;
import dev.bricklayer.node.backup.Seal;
import org.jspecify.annotations.Nullable;

/**
 * How a backup shall be sealed; exactly one of them.
 *
 * @param certificate of the recipient, PEM
 * @param open that it is not sealed at all, though it holds secrets
 */
public record BackupRequest(
    @Nullable String passphrase, @Nullable String certificate, @Nullable Boolean open) {
  private static final int SHORTEST = 8;

  Seal seal() {
    boolean plain = Boolean.TRUE.equals(open);
    int ways = (passphrase == null ? 0 : 1) + (certificate == null ? 0 : 1) + (plain ? 1 : 0);
    if (ways != 1) {
      throw invalid(
          "a backup holds the cluster's secrets: give either a 'passphrase' or the 'certificate' of"
              + " a recipient, or say 'open': true");
    }
    if (passphrase != null) {
      if (passphrase.length() < SHORTEST) {
        throw invalid("the passphrase has fewer than " + SHORTEST + " characters");
      }
      return new Seal.Passphrase(passphrase.toCharArray());
    }
    return certificate == null ? new Seal.Open() : new Seal.Recipient(Pem.certificate(certificate));
  }

  private static ClusterException invalid(String sentence) {
    return new ClusterException(ErrorCode.INVALID_REQUEST, sentence);
  }

  @Override
  public String toString() {
    return "BackupRequest[hidden]";
  }
}
