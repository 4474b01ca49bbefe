package dev.bricklayer.node.backup;

import java.security.PrivateKey;
import org.jspecify.annotations.Nullable;

/**
 * What shall open a sealed backup; what is not needed is not looked at.
 *
 * @param key of the certificate that it was sealed to
 */
public record Opening(char @Nullable [] passphrase, @Nullable PrivateKey key) {
  /** Opens only what is not sealed. */
  public static final Opening NOTHING = new Opening(null, null);

  public static Opening with(String passphrase) {
    return new Opening(passphrase.toCharArray(), null);
  }

  public static Opening with(PrivateKey key) {
    return new Opening(null, key);
  }

  @Override
  public String toString() {
    return "Opening[hidden]";
  }
}
