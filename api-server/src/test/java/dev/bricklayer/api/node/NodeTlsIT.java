package dev.bricklayer.api.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bricklayer.api.rig.Http;
import dev.bricklayer.api.rig.RealNode;
import dev.bricklayer.node.enrol.JoinToken;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real node with TLS and tokens, as the configuration file turns them on. */
final class NodeTlsIT {
  @TempDir Path folder;

  @Test
  void aNodeWithTlsShowsItsCertificateMakesTokensAndTakesChanges() throws Exception {
    try (RealNode node = RealNode.start(folder, "cluster: {tls: on, join: token}\n")) {
      HttpResponse<String> made = Http.send("POST", node.url("/v1/peers/tokens"), "{\"ttl\": 600}");
      assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
      JsonNode answer = new ObjectMapper().readTree(made.body());
      JoinToken token = JoinToken.parse(answer.get("token").asText());
      assertThat(token.id()).isEqualTo(answer.get("id").asText());
      assertThat(Http.send("POST", node.url("/v1/peers/tokens"), "{\"ttl\": 0}").statusCode())
          .isEqualTo(400);

      assertThat(node.createVolume("v1").statusCode()).isEqualTo(201);
      String before = openssl();
      assertThat(before).contains("TLSv1.3", "Verification: OK");
      node.killAndRestart();
      assertThat(openssl()).contains("TLSv1.3", "Verification: OK");
      assertThat(Http.get(node.url("/v1/volumes/v1")).statusCode()).isEqualTo(200);
      assertThat(node.output())
          .contains("made the certificate authority of cluster", token.authority())
          .doesNotContain(token.secret());
      node.dropVolume("v1");
    }
  }

  private String openssl() throws Exception {
    String address =
        Files.readAllLines(folder.resolve("node.yml")).stream()
            .filter(line -> line.startsWith("peerAddress: "))
            .findFirst()
            .orElseThrow()
            .substring("peerAddress: ".length());
    Process openssl =
        new ProcessBuilder(
                List.of(
                    "openssl",
                    "s_client",
                    "-connect",
                    address,
                    "-CAfile",
                    folder.resolve("lib/tls/authority.pem").toString(),
                    "-verify_return_error",
                    "-brief"))
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(openssl.getInputStream().readAllBytes(), UTF_8);
    assertThat(openssl.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return said;
  }
}
