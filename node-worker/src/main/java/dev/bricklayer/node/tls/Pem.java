package dev.bricklayer.node.tls;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;

/** Certificates, keys and requests as text. */
final class Pem {
  private Pem() {}

  /** Several objects of the kinds that {@link JcaPEMWriter} knows, one after the other. */
  static String write(Object... objects) {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      for (Object each : objects) {
        writer.writeObject(
            each instanceof PrivateKey key ? new JcaPKCS8Generator(key, null) : each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("no PEM text can be made", e);
    }
    return text.toString();
  }

  /**
   * All certificates in the text, in their order.
   *
   * @throws GeneralSecurityException when it is no PEM text, or a certificate in it is malformed
   */
  static List<X509Certificate> certificates(String text) throws GeneralSecurityException {
    List<X509Certificate> found = new ArrayList<>();
    JcaX509CertificateConverter converter = new JcaX509CertificateConverter();
    for (Object each : objects(text)) {
      if (each instanceof X509CertificateHolder holder) {
        found.add(converter.getCertificate(holder));
      }
    }
    return found;
  }

  /**
   * The first private key in the text.
   *
   * @throws GeneralSecurityException when there is none, or it is malformed
   */
  static PrivateKey key(String text) throws GeneralSecurityException {
    JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
    try {
      for (Object each : objects(text)) {
        if (each instanceof PrivateKeyInfo info) {
          return converter.getPrivateKey(info);
        }
        if (each instanceof PEMKeyPair pair) {
          return converter.getKeyPair(pair).getPrivate();
        }
      }
    } catch (IOException e) {
      throw new GeneralSecurityException("a private key is malformed", e);
    }
    throw new GeneralSecurityException("there is no private key");
  }

  /** The first certification request in the text. */
  static Optional<PKCS10CertificationRequest> request(String text) throws GeneralSecurityException {
    return objects(text).stream()
        .filter(PKCS10CertificationRequest.class::isInstance)
        .map(PKCS10CertificationRequest.class::cast)
        .findFirst();
  }

  private static List<Object> objects(String text) throws GeneralSecurityException {
    List<Object> found = new ArrayList<>();
    try (PEMParser parser = new PEMParser(new StringReader(text))) {
      for (Object next = parser.readObject(); next != null; next = parser.readObject()) {
        found.add(next);
      }
    } catch (IOException | RuntimeException e) {
      throw new GeneralSecurityException("this is no PEM text: " + e.getMessage(), e);
    }
    return found;
  }
}
