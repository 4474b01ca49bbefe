package dev.bricklayer.node.backup;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate with its private key, made for a test. */
record Keys(X509Certificate certificate, PrivateKey key) {
  static Keys rsa() {
    return of("RSA", 2048, "SHA256withRSA");
  }

  static Keys ec() {
    return of("EC", 256, "SHA256withECDSA");
  }

  private static Keys of(String algorithm, int size, String signature) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(size);
      KeyPair pair = generator.generateKeyPair();
      X500Name name = new X500Name("CN=backup of " + algorithm);
      X509Certificate certificate =
          new JcaX509CertificateConverter()
              .getCertificate(
                  new JcaX509v3CertificateBuilder(
                          name,
                          BigInteger.ONE,
                          Date.from(Instant.EPOCH),
                          Date.from(Instant.parse("2100-01-01T00:00:00Z")),
                          name,
                          pair.getPublic())
                      .build(new JcaContentSignerBuilder(signature).build(pair.getPrivate())));
      return new Keys(certificate, pair.getPrivate());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
