package dev.bricklayer.node.backup;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** Certificates and keys as text. */
public final class Pem {
  private Pem() {}

  /**
   * @throws ClusterException {@code INVALID_REQUEST} when it is no certificate
   */
  public static X509Certificate certificate(String pem) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(BackupContent.utf8(pem)));
    } catch (CertificateException | RuntimeException e) {
      throw invalid(
          "the certificate cannot be read: a file in PEM that begins with -----BEGIN"
              + " CERTIFICATE----- is expected");
    }
  }

  /**
   * @throws ClusterException {@code INVALID_REQUEST} when it is no private key, or one that a
   *     passphrase protects
   */
  public static PrivateKey privateKey(String pem) {
    try (PEMParser parser = new PEMParser(new StringReader(pem))) {
      JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
      for (Object found = parser.readObject(); found != null; found = parser.readObject()) {
        if (found instanceof PrivateKeyInfo key) {
          return converter.getPrivateKey(key);
        }
        if (found instanceof PEMKeyPair pair) {
          return converter.getKeyPair(pair).getPrivate();
        }
      }
    } catch (IOException | RuntimeException e) {
      throw unreadable();
    }
    throw unreadable();
  }

  private static ClusterException unreadable() {
    return invalid(
        "the private key cannot be read: a file in PEM that begins with -----BEGIN PRIVATE KEY-----"
            + " and is not protected by a passphrase is expected");
  }

  private static ClusterException invalid(String sentence) {
    return new ClusterException(ErrorCode.INVALID_REQUEST, sentence);
  }
}
