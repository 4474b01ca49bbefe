package dev.bricklayer.node.tls;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** A key pair on EC P-256, and the request for a certificate of its public half. */
public final class NodeKey {
  static final String SIGNATURE = "SHA256withECDSA";

  private final KeyPair pair;

  private NodeKey(KeyPair pair) {
    this.pair = pair;
  }

  public static NodeKey make() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return new NodeKey(generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has EC P-256", e);
    }
  }

  KeyPair pair() {
    return pair;
  }

  /** The request (PKCS #10, PEM), signed with the private half; it holds nothing secret. */
  public String request() {
    try {
      return Pem.write(
          new JcaPKCS10CertificationRequestBuilder(
                  new X500Principal("CN=bricklayer node"), pair.getPublic())
              .build(new JcaContentSignerBuilder(SIGNATURE).build(pair.getPrivate())));
    } catch (OperatorCreationException e) {
      throw new IllegalStateException("a key made here does not sign", e);
    }
  }
}
