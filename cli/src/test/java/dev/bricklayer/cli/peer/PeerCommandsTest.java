package dev.bricklayer.cli.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.cli.CliRun;
import dev.bricklayer.cli.FakeNode;
import dev.bricklayer.cli.Wire;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PeerCommandsTest {
  private final FakeNode node = new FakeNode();

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void statusIsWrittenAsGlusterWritesIt() {
    node.answer("GET /v1/peers", 200, Wire.PEERS);
    assertThat(CliRun.inPipe(node, "peer status").out())
        .isEqualTo(
            """
            Number of Peers: 2

            Hostname: 10.0.0.2
            Uuid: 0b0f8c9e-7a51-4a5a-9d6c-000000000012
            State: Peer in Cluster (Connected)

            Hostname: fd00::3
            Uuid: 0b0f8c9e-7a51-4a5a-9d6c-000000000013
            State: Peer in Cluster (Disconnected)
            """);
  }

  @Test
  void aTokenIsPrintedAndNothingElse() {
    node.answer(
        "POST /v1/peers/tokens",
        201,
        "{\"id\":\"i\",\"token\":\"brk1.t\",\"expires\":\"2027-01-01T00:00:00Z\"}");
    assertThat(CliRun.inPipe(node, "peer token create --ttl 30m").out()).isEqualTo("brk1.t\n");
    assertThat(CliRun.inPipe(node, "peer token create --ttl soon").err())
        .contains("--ttl soon is no time");
  }

  @Test
  void simulatedBricksAreMarked() {
    node.answer(
        "GET /v1/peers",
        200,
        Wire.PEERS.replace("{\"_zone\":\"z2\"}", "{\"_zone\":\"z2\",\"_bricks\":\"simulated\"}"));
    assertThat(CliRun.inPipe(node, "peer status").out())
        .contains(
            "Uuid: 0b0f8c9e-7a51-4a5a-9d6c-000000000012\n"
                + "State: Peer in Cluster (Connected)\n"
                + "Bricks: simulated\n")
        .containsOnlyOnce("simulated");
    assertThat(CliRun.inPipe(node, "peer list").out())
        .containsOnlyOnce("node2 (bricks: simulated)");
  }

  @Test
  void poolListShowsTheAnsweringNodeToo() {
    node.answer("GET /v1/peers", 200, Wire.PEERS);
    assertThat(CliRun.inPipe(node, "pool list").out())
        .isEqualTo(
            """
            UUID                                  Hostname   State
            0b0f8c9e-7a51-4a5a-9d6c-000000000011  localhost  Connected
            0b0f8c9e-7a51-4a5a-9d6c-000000000012  10.0.0.2   Connected
            0b0f8c9e-7a51-4a5a-9d6c-000000000013  fd00::3    Disconnected
            """);
  }

  @Test
  void listFitsTheTerminal() {
    node.answer("GET /v1/peers", 200, Wire.PEERS);
    assertThat(CliRun.inPipe(node, "peer list").out().lines().toList().get(1))
        .isEqualTo(
            "0b0f8c9e-7a51-4a5a-9d6c-000000000011  node1  10.0.0.1:24008, 127.0.0.1:24008"
                + "  10.0.0.1:24007    yes     411");
    assertThat(CliRun.onTerminal(node, "peer list", "").out().lines())
        .allMatch(line -> line.length() <= 80)
        .anyMatch(line -> line.contains("127.0.0.1"));
  }

  @Test
  void addSendsAddressZoneAndMetadata() {
    node.answer("POST /v1/peers", 201, "{\"id\":\"x\"}", "Location", "/v1/peers/x");
    assertThat(CliRun.inPipe(node, "peer probe 10.0.0.2:24008 --zone z --metadata a=b"))
        .isEqualTo(new CliRun(0, "peer add: 10.0.0.2:24008: success\n", ""));
    assertThat(node.only("POST").body())
        .isEqualTo(
            "{\"addresses\":[\"10.0.0.2:24008\"],\"zone\":\"z\",\"metadata\":{\"a\":\"b\"}}");
  }

  @Test
  void removeFindsThePeerByWhatItIsCalled() {
    String path = "/v1/peers/0b0f8c9e-7a51-4a5a-9d6c-000000000012";
    node.answer("GET /v1/peers", 200, Wire.PEERS).answer("DELETE " + path, 204, "");
    assertThat(CliRun.inPipe(node, "peer detach node2 force"))
        .isEqualTo(new CliRun(0, "peer remove: node2: success\n", ""));
    assertThat(node.only("DELETE").path()).isEqualTo(path);
    assertThat(node.only("DELETE").query()).isEqualTo("force=true");
    assertThat(CliRun.inPipe(node, "peer remove 10.0.0.7").err())
        .startsWith("no peer has the address, name or id '10.0.0.7'");
  }

  @Test
  void withoutASecretTheAnswerSaysWhereItIs() {
    node.answer("GET /v1/peers", 401, Wire.error("'Authorization' header is required"));
    CliRun run = CliRun.inPipe(node, "peer status");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .startsWith("'Authorization' header is required\n")
        .contains("--secret-file FILE");
  }
}
