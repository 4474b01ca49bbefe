package dev.bricklayer.node.backup;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSAuthEnvelopedDataParser;
import org.bouncycastle.cms.CMSAuthEnvelopedDataStreamGenerator;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.KeyAgreeRecipientInformation;
import org.bouncycastle.cms.KeyTransRecipientInformation;
import org.bouncycastle.cms.PasswordRecipient;
import org.bouncycastle.cms.PasswordRecipientInformation;
import org.bouncycastle.cms.Recipient;
import org.bouncycastle.cms.RecipientInfoGenerator;
import org.bouncycastle.cms.RecipientInformation;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyAgreeAuthEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyAgreeRecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JceKeyTransAuthEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JcePasswordAuthEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JcePasswordRecipientInfoGenerator;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OutputAEADEncryptor;
import org.jspecify.annotations.Nullable;

/**
 * Sealing by CMS (RFC 5652, 5083): AuthEnvelopedData, AES-256 in GCM, for one recipient. {@code
 * openssl cms -decrypt} opens it as well. The provider is used here alone and not installed.
 */
final class Cms {
  private static final Provider PROVIDER = new BouncyCastleProvider();
  private static final int SALT_BYTES = 16;

  /** What OWASP recommends for HMAC-SHA-256; some tenths of a second. */
  private static final int ITERATIONS = 600_000;

  /** More would only keep this node busy. */
  private static final int MOST_ITERATIONS = 10_000_000;

  private Cms() {}

  /** Closing the answer ends the sealed content, and leaves the stream open. */
  static OutputStream seal(OutputStream out, Seal seal) throws IOException {
    try {
      CMSAuthEnvelopedDataStreamGenerator generator = new CMSAuthEnvelopedDataStreamGenerator();
      generator.addRecipientInfoGenerator(recipient(seal));
      OutputAEADEncryptor encryptor =
          (OutputAEADEncryptor)
              new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES256_GCM)
                  .setProvider(PROVIDER)
                  .build();
      return generator.open(out, encryptor);
    } catch (CMSException | CertificateEncodingException e) {
      throw new BackupFault("the backup cannot be sealed: " + e.getMessage(), e);
    }
  }

  private static RecipientInfoGenerator recipient(Seal seal)
      throws CertificateEncodingException, BackupFault, CMSException {
    if (seal instanceof Seal.Passphrase words) {
      byte[] salt = new byte[SALT_BYTES];
      new SecureRandom().nextBytes(salt);
      return new JcePasswordRecipientInfoGenerator(CMSAlgorithm.AES256_CBC, words.passphrase())
          .setProvider(PROVIDER)
          .setPRF(PasswordRecipient.PRF.HMacSHA256)
          .setSaltAndIterationCount(salt, ITERATIONS);
    }
    if (seal instanceof Seal.Recipient to) {
      return recipient(to.certificate());
    }
    throw new IllegalArgumentException("not sealed");
  }

  private static RecipientInfoGenerator recipient(X509Certificate certificate)
      throws CertificateEncodingException, BackupFault, CMSException {
    String algorithm = certificate.getPublicKey().getAlgorithm();
    return switch (algorithm) {
      case "RSA" -> new JceKeyTransRecipientInfoGenerator(certificate).setProvider(PROVIDER);
      case "EC" -> ephemeral(certificate);
      default ->
          throw new BackupFault(
              "a backup cannot be sealed to a certificate whose key is "
                  + algorithm
                  + "; RSA or an elliptic curve (P-256, P-384, P-521) would do");
    };
  }

  private static RecipientInfoGenerator ephemeral(X509Certificate certificate)
      throws CertificateEncodingException, CMSException, BackupFault {
    try {
      java.security.interfaces.ECPublicKey key =
          (java.security.interfaces.ECPublicKey) certificate.getPublicKey();
      java.security.KeyPairGenerator pairs =
          java.security.KeyPairGenerator.getInstance("EC", PROVIDER);
      pairs.initialize(key.getParams());
      java.security.KeyPair pair = pairs.generateKeyPair();
      return new JceKeyAgreeRecipientInfoGenerator(
              CMSAlgorithm.ECDH_SHA256KDF,
              pair.getPrivate(),
              pair.getPublic(),
              CMSAlgorithm.AES256_WRAP)
          .addRecipient(certificate)
          .setProvider(PROVIDER);
    } catch (java.security.GeneralSecurityException e) {
      throw new BackupFault("the certificate's key cannot be used: " + e.getMessage(), e);
    }
  }

  /**
   * The content of what {@link #seal} wrote. Nothing of it is sure before its end was read, which
   * fails when anything was altered.
   *
   * @param in positioned where the sealed content begins; bounds what is taken into memory by the
   *     size of the file
   */
  static InputStream open(FileInputStream in, String kind, Opening opening) throws IOException {
    try {
      for (RecipientInformation recipient :
          new CMSAuthEnvelopedDataParser(in).getRecipientInfos().getRecipients()) {
        Recipient own = own(recipient, opening);
        if (own != null) {
          return new Checked(recipient.getContentStream(own).getContentStream(), kind);
        }
      }
    } catch (BackupFault e) {
      throw e;
    } catch (CMSException | IOException | RuntimeException | StackOverflowError e) {
      throw wrong(kind, e);
    }
    throw missing(kind);
  }

  private static @Nullable Recipient own(RecipientInformation recipient, Opening opening)
      throws BackupFault {
    char[] passphrase = opening.passphrase();
    PrivateKey key = opening.key();
    if (recipient instanceof PasswordRecipientInformation words && passphrase != null) {
      requireBounded(words);
      return new JcePasswordAuthEnvelopedRecipient(passphrase).setProvider(PROVIDER);
    }
    if (recipient instanceof KeyTransRecipientInformation && key != null) {
      return new JceKeyTransAuthEnvelopedRecipient(key).setProvider(PROVIDER);
    }
    if (recipient instanceof KeyAgreeRecipientInformation && key != null) {
      return new JceKeyAgreeAuthEnvelopedRecipient(key).setProvider(PROVIDER);
    }
    return null;
  }

  private static void requireBounded(PasswordRecipientInformation words) throws BackupFault {
    if (!PKCSObjectIdentifiers.id_PBKDF2.equals(words.getKeyDerivationAlgorithm().getAlgorithm())) {
      throw new BackupFault("the backup's passphrase is not used by PBKDF2; this reads no other");
    }
    PBKDF2Params how = PBKDF2Params.getInstance(words.getKeyDerivationAlgorithm().getParameters());
    if (how.getIterationCount().bitLength() > 31
        || how.getIterationCount().intValue() > MOST_ITERATIONS) {
      throw new BackupFault(
          "the backup's passphrase is to be hashed "
              + how.getIterationCount()
              + " times; more than "
              + MOST_ITERATIONS
              + " are not done");
    }
  }

  private static BackupFault missing(String kind) {
    return new BackupFault(
        kind.equals(Seal.Passphrase.KIND)
            ? "the backup is sealed with a passphrase; give the file that holds it"
            : "the backup is sealed to a certificate; give the file of its private key");
  }

  private static BackupFault wrong(String kind, Throwable cause) {
    return new BackupFault(
        kind.equals(Seal.Passphrase.KIND)
            ? "the passphrase is not the one that the backup was sealed with, or the backup was"
                + " altered"
            : "the key does not belong to the certificate that the backup was sealed to, or the"
                + " backup was altered",
        cause);
  }

  /** Whatever the library throws while the content is read means the same. */
  private static final class Checked extends InputStream {
    private final InputStream in;
    private final String kind;

    private Checked(InputStream in, String kind) {
      this.in = in;
      this.kind = kind;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      try {
        return in.read(into, offset, length);
      } catch (IOException | RuntimeException e) {
        throw wrong(kind, e);
      }
    }

    @Override
    public void close() throws IOException {
      try {
        in.close();
      } catch (IOException | RuntimeException e) {
        throw wrong(kind, e);
      }
    }
  }
}
