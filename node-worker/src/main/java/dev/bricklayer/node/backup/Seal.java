package dev.bricklayer.node.backup;

import java.security.cert.X509Certificate;

/** How a backup that is written is closed to others. */
public sealed interface Seal {
  /** The name in the file's head. */
  String kind();

  /** By whoever knows the passphrase. */
  record Passphrase(char[] passphrase) implements Seal {
    static final String KIND = "passphrase";

    @Override
    public String kind() {
      return KIND;
    }

    @Override
    public String toString() {
      return "Passphrase[hidden]";
    }
  }

  /** By whoever holds the certificate's private key; RSA or an elliptic curve. */
  record Recipient(X509Certificate certificate) implements Seal {
    static final String KIND = "certificate";

    @Override
    public String kind() {
      return KIND;
    }
  }

  /** Not at all: whoever reads the file has the cluster's secrets. */
  record Open() implements Seal {
    static final String KIND = "none";

    @Override
    public String kind() {
      return KIND;
    }
  }
}
