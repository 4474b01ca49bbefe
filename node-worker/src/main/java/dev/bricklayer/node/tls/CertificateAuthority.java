package dev.bricklayer.node.tls;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/**
 * The authority of one cluster: whoever holds its key says who is a node of it. A certificate names
 * the cluster and the peer ({@link PeerName}), is good for both ends of a connection, and begins an
 * hour before it is made, because clocks differ.
 */
public final class CertificateAuthority {
  /** How long a certificate of the authority itself is good. */
  public static final Duration AUTHORITY_LIFE = Duration.ofDays(3650);

  /** How long a node's certificate is good. */
  public static final Duration NODE_LIFE = Duration.ofDays(90);

  private static final Duration BACKDATED = Duration.ofHours(1);
  private static final String NAME = "CN=bricklayer cluster ";
  private static final int SERIAL_BITS = 127;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final UUID cluster;
  private final X509Certificate certificate;
  private final PrivateKey key;

  private CertificateAuthority(UUID cluster, X509Certificate certificate, PrivateKey key) {
    this.cluster = cluster;
    this.certificate = certificate;
    this.key = key;
  }

  /** A new authority with a new key. */
  public static CertificateAuthority make(UUID cluster, Instant now) {
    NodeKey made = NodeKey.make();
    X500Principal name = new X500Principal(NAME + cluster);
    try {
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              name,
              serial(),
              Date.from(now.minus(BACKDATED)),
              Date.from(now.plus(AUTHORITY_LIFE)),
              name,
              made.pair().getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      builder.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      builder.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createSubjectKeyIdentifier(made.pair().getPublic()));
      PrivateKey key = made.pair().getPrivate();
      return new CertificateAuthority(cluster, signed(builder, key), key);
    } catch (CertIOException | GeneralSecurityException e) {
      throw new IllegalStateException("no certificate authority can be made", e);
    }
  }

  /**
   * One that was written before.
   *
   * @throws GeneralSecurityException when the key is not the certificate's
   */
  static CertificateAuthority of(X509Certificate certificate, PrivateKey key)
      throws GeneralSecurityException {
    CertificateAuthority authority =
        new CertificateAuthority(clusterOf(certificate), certificate, key);
    java.security.Signature probe = java.security.Signature.getInstance(NodeKey.SIGNATURE);
    probe.initSign(key);
    probe.update(certificate.getEncoded());
    byte[] signature = probe.sign();
    probe.initVerify(certificate.getPublicKey());
    probe.update(certificate.getEncoded());
    if (!probe.verify(signature)) {
      throw new GeneralSecurityException("the authority's key is not that of its certificate");
    }
    return authority;
  }

  private static UUID clusterOf(X509Certificate certificate) throws GeneralSecurityException {
    String name = certificate.getSubjectX500Principal().getName();
    try {
      if (name.startsWith(NAME)) {
        return UUID.fromString(name.substring(NAME.length()));
      }
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException(name + " is no authority of a cluster", e);
    }
    throw new GeneralSecurityException(name + " is no authority of a cluster");
  }

  /** When a certificate was made. */
  static Instant madeAt(X509Certificate certificate) {
    return certificate.getNotBefore().toInstant().plus(BACKDATED);
  }

  public UUID cluster() {
    return cluster;
  }

  public X509Certificate certificate() {
    return certificate;
  }

  PrivateKey key() {
    return key;
  }

  /**
   * A certificate for the key in a request.
   *
   * @param request PEM; of its content only the public key counts, whose private half must have
   *     signed it
   * @param addresses names and addresses that the node is reached by; 127.0.0.1 and localhost are
   *     added
   * @throws GeneralSecurityException when the request is malformed, or not signed by its key, or of
   *     another kind of key than EC P-256
   */
  public X509Certificate sign(
      String request, UUID peer, Collection<String> addresses, Instant now, Duration life)
      throws GeneralSecurityException {
    PublicKey asked = publicKey(request);
    try {
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              certificate,
              serial(),
              Date.from(now.minus(BACKDATED)),
              Date.from(now.plus(life)),
              new X500Principal("CN=" + peer + ", O=bricklayer cluster " + cluster),
              asked);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      builder.addExtension(
          Extension.extendedKeyUsage,
          false,
          new ExtendedKeyUsage(
              new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}));
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(certificate));
      builder.addExtension(Extension.subjectAlternativeName, false, names(peer, addresses));
      return signed(builder, key);
    } catch (CertIOException e) {
      throw new GeneralSecurityException("no certificate can be made", e);
    }
  }

  private static PublicKey publicKey(String text) throws GeneralSecurityException {
    PKCS10CertificationRequest request =
        Pem.request(text)
            .orElseThrow(() -> new GeneralSecurityException("this is no certification request"));
    try {
      PublicKey asked = new JcaPKCS10CertificationRequest(request).getPublicKey();
      if (!(asked instanceof ECPublicKey ec) || ec.getParams().getOrder().bitLength() != 256) {
        throw new GeneralSecurityException("the key of a node is one of EC P-256");
      }
      if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(asked))) {
        throw new GeneralSecurityException("the request is not signed by its own key");
      }
      return asked;
    } catch (OperatorCreationException | PKCSException e) {
      throw new GeneralSecurityException("the request's signature cannot be checked", e);
    }
  }

  private GeneralNames names(UUID peer, Collection<String> addresses) {
    List<GeneralName> names = new ArrayList<>();
    names.add(
        new GeneralName(GeneralName.uniformResourceIdentifier, new PeerName(cluster, peer).uri()));
    names.add(new GeneralName(GeneralName.dNSName, "localhost"));
    names.add(new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
    for (String address : addresses) {
      GeneralName name = name(address);
      if (!names.contains(name)) {
        names.add(name);
      }
    }
    return new GeneralNames(names.toArray(GeneralName[]::new));
  }

  private static GeneralName name(String address) {
    boolean literal =
        address.indexOf(':') >= 0
            || address.chars().allMatch(c -> c == '.' || Character.isDigit(c));
    if (!literal) {
      return new GeneralName(GeneralName.dNSName, address);
    }
    try {
      return new GeneralName(
          GeneralName.iPAddress, InetAddress.getByName(address).getHostAddress());
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(address + " is no address", e);
    }
  }

  private static X509Certificate signed(X509v3CertificateBuilder builder, PrivateKey key)
      throws GeneralSecurityException {
    try {
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer(key)));
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException("the authority's key does not sign", e);
    }
  }

  private static ContentSigner signer(PrivateKey key) throws OperatorCreationException {
    return new JcaContentSignerBuilder(NodeKey.SIGNATURE).build(key);
  }

  private static BigInteger serial() {
    return new BigInteger(SERIAL_BITS, RANDOM).setBit(SERIAL_BITS - 1);
  }
}
