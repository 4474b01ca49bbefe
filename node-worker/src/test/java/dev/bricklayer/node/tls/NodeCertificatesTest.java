package dev.bricklayer.node.tls;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bricklayer.config.error.ClusterException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeCertificatesTest {
  private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");
  private static final PeerName FOUNDER = new PeerName(UUID.randomUUID(), UUID.randomUUID());
  private static final PeerName OTHER = new PeerName(FOUNDER.cluster(), UUID.randomUUID());

  @TempDir Path folder;

  private NodeCertificates at(Instant now) {
    return NodeCertificates.open(folder, Clock.fixed(now, ZoneOffset.UTC));
  }

  private NodeCertificates founder() {
    NodeCertificates certificates = at(NOW);
    certificates.found(FOUNDER, List.of("192.0.2.1", "node1.example"));
    return certificates;
  }

  private static X509Certificate certificate(NodeCertificates authority, UUID peer, Instant now)
      throws GeneralSecurityException {
    return authority
        .signer()
        .orElseThrow()
        .sign(NodeKey.make().request(), peer, List.of(), now, CertificateAuthority.NODE_LIFE);
  }

  @Test
  void theFirstNodeIsAnAuthorityAndCertifiedByIt() throws Exception {
    NodeCertificates certificates = founder();
    X509Certificate mine = certificates.own().orElseThrow().certificate();
    assertThat(certificates.verify(mine)).isEqualTo(FOUNDER);
    assertThat(mine.getSubjectAlternativeNames().toString())
        .contains(FOUNDER.uri(), "192.0.2.1", "node1.example", "127.0.0.1", "localhost");
    assertThat(mine.getBasicConstraints()).isEqualTo(-1);
    assertThat(certificates.ready(FOUNDER)).isTrue();
    assertThat(certificates.ready(OTHER)).isFalse();
    assertThat(certificates.due()).isFalse();
  }

  @Test
  void whatIsWrittenIsReadAgainAndForRootOnly() throws Exception {
    NodeCertificates before = founder();
    before.revoke(List.of(new Revocation(OTHER.peer(), "", NOW)));
    NodeCertificates after = at(NOW.plus(Duration.ofDays(61)));
    assertThat(after.authority()).isEqualTo(before.authority());
    assertThat(after.name()).contains(FOUNDER);
    assertThat(after.signer()).isPresent();
    assertThat(after.due()).as("after two thirds of 90 days").isTrue();
    assertThat(at(NOW.plus(Duration.ofDays(91))).ready(FOUNDER)).isFalse();
    assertThatThrownBy(() -> after.verify(certificate(after, OTHER.peer(), NOW)))
        .hasMessageContaining("was revoked at " + NOW);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("tls"))))
        .isEqualTo("rwx------");
    try (Stream<Path> files = Files.list(folder.resolve("tls"))) {
      assertThat(files)
          .hasSizeGreaterThanOrEqualTo(4)
          .allSatisfy(
              file ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                      .isEqualTo("rw-------"));
    }
  }

  @Test
  void aCertificateThatDoesNotCountIsRefusedWithTheReason() throws Exception {
    NodeCertificates mine = founder();
    X509Certificate late = certificate(mine, OTHER.peer(), NOW.minus(Duration.ofDays(91)));
    assertThatThrownBy(() -> mine.verify(late)).hasMessageContaining("has expired at");
    X509Certificate early = certificate(mine, OTHER.peer(), NOW.plus(Duration.ofDays(1)));
    assertThatThrownBy(() -> mine.verify(early)).hasMessageContaining("clock");
    CertificateAuthority stranger = CertificateAuthority.make(FOUNDER.cluster(), NOW);
    X509Certificate foreign =
        stranger.sign(
            NodeKey.make().request(), OTHER.peer(), List.of(), NOW, CertificateAuthority.NODE_LIFE);
    assertThatThrownBy(() -> mine.verify(foreign))
        .hasMessageContaining("not by this cluster's authority");
    assertThatThrownBy(() -> mine.verify(stranger.certificate()))
        .isInstanceOf(GeneralSecurityException.class);
  }

  @Test
  void aCertificateOfANodeCertifiesNobody() throws Exception {
    NodeCertificates mine = founder();
    NodeKey key = NodeKey.make();
    X509Certificate node =
        mine.signer()
            .orElseThrow()
            .sign(key.request(), OTHER.peer(), List.of(), NOW, CertificateAuthority.NODE_LIFE);
    assertThatThrownBy(() -> CertificateAuthority.of(node, key.pair().getPrivate()))
        .hasMessageContaining("is no authority");
    X509Certificate below =
        new JcaX509CertificateConverter()
            .getCertificate(
                new JcaX509v3CertificateBuilder(
                        node,
                        BigInteger.TEN,
                        Date.from(NOW),
                        Date.from(NOW.plusSeconds(60)),
                        new X500Principal("CN=below"),
                        NodeKey.make().pair().getPublic())
                    .addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(
                            new GeneralName(GeneralName.uniformResourceIdentifier, FOUNDER.uri())))
                    .build(
                        new JcaContentSignerBuilder(NodeKey.SIGNATURE)
                            .build(key.pair().getPrivate())));
    assertThatThrownBy(() -> mine.verify(below)).hasMessageContaining("not by this cluster's");
  }

  @Test
  void aPeerThatJoinsAgainAfterItWasRevokedGetsACertificateThatCounts() throws Exception {
    NodeCertificates mine = founder();
    mine.revoke(List.of(new Revocation(OTHER.peer(), "", NOW)));
    assertThatThrownBy(() -> mine.verify(certificate(mine, OTHER.peer(), NOW)))
        .hasMessageContaining("revoked");
    assertThat(mine.verify(certificate(mine, OTHER.peer(), NOW.plusSeconds(1)))).isEqualTo(OTHER);
  }

  @Test
  void anotherAuthorityReplacesAllOfTheFirst() throws Exception {
    NodeCertificates mine = founder();
    mine.revoke(List.of(new Revocation(OTHER.peer(), "", NOW)));
    UUID cluster = UUID.randomUUID();
    CertificateAuthority next = CertificateAuthority.make(cluster, NOW);
    NodeKey key = NodeKey.make();
    X509Certificate given =
        next.sign(key.request(), FOUNDER.peer(), List.of(), NOW, CertificateAuthority.NODE_LIFE);
    mine.adopt(next.certificate(), key, given);
    NodeCertificates again = at(NOW);
    assertThat(again.name()).contains(new PeerName(cluster, FOUNDER.peer()));
    assertThat(again.signer()).isEmpty();
    assertThat(again.verify(given)).isEqualTo(new PeerName(cluster, FOUNDER.peer()));
  }

  @Test
  void aCertificateOfAnotherKeyIsNotTaken() throws Exception {
    NodeCertificates mine = founder();
    assertThatThrownBy(
            () ->
                mine.adopt(
                    mine.authority().orElseThrow(),
                    NodeKey.make(),
                    certificate(mine, FOUNDER.peer(), NOW)))
        .hasMessageContaining("another key");
  }

  @Test
  void onlyAWellMadeRequestIsSigned() throws Exception {
    CertificateAuthority authority = founder().signer().orElseThrow();
    for (String bad : List.of("", "x", "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n")) {
      assertThatThrownBy(
              () ->
                  authority.sign(bad, OTHER.peer(), List.of(), NOW, CertificateAuthority.NODE_LIFE))
          .isInstanceOf(GeneralSecurityException.class);
    }
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
    rsa.initialize(2048);
    KeyPair pair = rsa.generateKeyPair();
    String weak =
        Pem.write(
            new JcaPKCS10CertificationRequestBuilder(new X500Principal("CN=x"), pair.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withRSA").build(pair.getPrivate())));
    assertThatThrownBy(
            () ->
                authority.sign(weak, OTHER.peer(), List.of(), NOW, CertificateAuthority.NODE_LIFE))
        .hasMessageContaining("EC P-256");
    NodeKey other = NodeKey.make();
    String notItsOwn =
        Pem.write(
            new JcaPKCS10CertificationRequestBuilder(
                    new X500Principal("CN=x"), NodeKey.make().pair().getPublic())
                .build(
                    new JcaContentSignerBuilder(NodeKey.SIGNATURE)
                        .build(other.pair().getPrivate())));
    assertThatThrownBy(
            () ->
                authority.sign(
                    notItsOwn, OTHER.peer(), List.of(), NOW, CertificateAuthority.NODE_LIFE))
        .hasMessageContaining("not signed by its own key");
  }

  @Test
  void aDamagedFileIsNamed() throws Exception {
    founder();
    Path node = folder.resolve("tls").resolve("node.pem");
    Files.write(node, "nothing".getBytes(UTF_8));
    assertThatThrownBy(() -> at(NOW))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining(node.toString())
        .hasMessageContaining("backup");
  }
}
