package dev.bricklayer.node.enrol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.node.identity.NodeIdentity;
import dev.bricklayer.node.link.PeerClient;
import dev.bricklayer.node.tls.NodeCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateDutyTest {
  @TempDir private Path stateDir;

  private void run() {
    NodeIdentity identity = NodeIdentity.open(stateDir);
    NodeCertificates certificates = NodeCertificates.open(stateDir, Clock.systemUTC());
    Enrolment enrolment =
        new Enrolment(identity, certificates, new PeerClient(identity), List.of("127.0.0.1"));
    new CertificateDuty(identity, certificates, enrolment, Optional::empty, () -> false)
        .start()
        .close();
  }

  private List<String> authority() throws IOException {
    return List.of(
        Files.readString(stateDir.resolve("tls/authority.key")),
        Files.readString(stateDir.resolve("tls/authority.pem")),
        Files.readString(stateDir.resolve("tls/node.pem")));
  }

  @Test
  void aFounderMakesItsAuthorityOnce() throws IOException {
    run();
    List<String> made = authority();
    run();
    assertThat(authority()).isEqualTo(made);
  }

  @Test
  void aNodeWithoutItsIdentityKeepsTheAuthority() throws IOException {
    run();
    List<String> made = authority();
    Files.delete(stateDir.resolve("identity"));
    Files.delete(stateDir.resolve("identity.copy"));

    run();
    assertThat(authority()).isEqualTo(made);
  }
}
