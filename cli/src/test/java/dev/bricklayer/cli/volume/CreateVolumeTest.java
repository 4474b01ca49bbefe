package dev.bricklayer.cli.volume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.cli.CliRun;
import dev.bricklayer.cli.FakeNode;
import dev.bricklayer.cli.Wire;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CreateVolumeTest {
  private static final String P1 = "0b0f8c9e-7a51-4a5a-9d6c-000000000011";
  private static final String P2 = "0b0f8c9e-7a51-4a5a-9d6c-000000000012";
  private static final String P3 = "0b0f8c9e-7a51-4a5a-9d6c-000000000013";

  private final FakeNode node = new FakeNode();

  @BeforeEach
  void prepare() {
    node.answer("GET /v1/peers", 200, Wire.PEERS)
        .answer("POST /v1/volumes", 201, Wire.VOLUME, "Location", "/v1/volumes/v1");
  }

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void replicatesOverSetsOfBricks() {
    assertThat(
            body("v1 replica 3 10.0.0.1:/1 10.0.0.2:/1 node3:/1 10.0.0.1:/2 10.0.0.2:/2 node3:/2"))
        .isEqualTo(
            "{\"name\":\"v1\",\"subvols\":["
                + "{\"type\":\"replicate\",\"replica\":3,\"bricks\":["
                + brick(P1, "/1")
                + ","
                + brick(P2, "/1")
                + ","
                + brick(P3, "/1")
                + "]},{\"type\":\"replicate\",\"replica\":3,\"bricks\":["
                + brick(P1, "/2")
                + ","
                + brick(P2, "/2")
                + ","
                + brick(P3, "/2")
                + "]}],\"force\":false,\"flags\":{}}");
  }

  @ParameterizedTest
  @CsvSource({
    "replica 3 arbiter 1",
    "replica 2 arbiter 1",
    "--replica 2 --arbiter 1",
    "--replica=3 --arbiter=1"
  })
  void anArbiterIsTheLastOfThree(String layout) {
    assertThat(body("v1 " + layout + " 10.0.0.1:/1 10.0.0.2:/1 node3:/1"))
        .contains("\"type\":\"replicate\",\"replica\":2,\"arbiter\":1,")
        .contains(
            brick(P2, "/1") + ",{\"type\":\"arbiter\",\"peerid\":\"" + P3 + "\",\"path\":\"/1\"}");
  }

  @ParameterizedTest
  @CsvSource({
    "disperse 3 redundancy 1,'\"disperse-count\":3,\"disperse-data\":2,\"disperse-redundancy\":1'",
    "disperse-data 2 redundancy 1,'\"disperse-count\":3,\"disperse-data\":2,\"disperse-redundancy\":1'",
    "disperse 3 disperse-data 2,'\"disperse-count\":3,\"disperse-data\":2,\"disperse-redundancy\":1'",
    "disperse,'\"disperse-count\":3,\"bricks\"'",
    "disperse 3,'\"disperse-count\":3,\"bricks\"'",
    "redundancy 1,'\"disperse-count\":3,\"disperse-data\":2,\"disperse-redundancy\":1'",
    "--disperse 3 --redundancy 1,'\"disperse-count\":3,\"disperse-data\":2,\"disperse-redundancy\":1'",
  })
  void dispersesInEverySpelling(String layout, String sent) {
    assertThat(body("v1 " + layout + " 10.0.0.1:/1 10.0.0.2:/1 node3:/1"))
        .contains("{\"type\":\"disperse\"," + sent);
  }

  @Test
  void distributesOneSubvolumePerBrick() {
    assertThat(body("v1 10.0.0.1:/1 10.0.0.2:/1"))
        .contains(
            "\"subvols\":[{\"type\":\"distribute\",\"bricks\":["
                + brick(P1, "/1")
                + "]},{\"type\":\"distribute\",\"bricks\":["
                + brick(P2, "/1")
                + "]}]");
  }

  @Test
  void findsPeersByAddressNameAndId() {
    assertThat(
            body(
                "v1 127.0.0.1:/1 10.0.0.2:24008:/1 fd00::3:/1 [fd00::3]:/2 node2:/2 " + P1 + ":/2"))
        .contains(brick(P1, "/1") + "]}", brick(P2, "/1"), brick(P3, "/1"))
        .contains(brick(P3, "/2"), brick(P2, "/2"), brick(P1, "/2"));
  }

  @Test
  void doesNotAskForPeersThatAreNamedById() {
    assertThat(body("v1 " + P1 + ":/1")).contains(brick(P1, "/1"));
    assertThat(node.received()).hasSize(1);
  }

  @Test
  void sendsFlagsMetadataAndOptions() {
    assertThat(
            body(
                "v1 --create-brick-dir --reuse-bricks --allow-root-dir --allow-mount-as-brick"
                    + " --metadata owner=me,team=x --options a/b.c=on,off --transport tcp"
                    + " 10.0.0.1:/1 force"))
        .contains("\"transport\":\"tcp\"")
        .contains("\"force\":true")
        .contains(
            "\"flags\":{\"create-brick-dir\":true,\"reuse-bricks\":true,\"allow-root-dir\":true,"
                + "\"allow-mount-as-brick\":true}")
        .contains("\"metadata\":{\"owner\":\"me\",\"team\":\"x\"}")
        .contains("\"options\":{\"a/b.c\":\"on,off\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "v1|volume create needs at least one brick, HOST:/PATH",
        "v1 h|'h' is no brick; a brick is HOST:/PATH with an absolute path",
        "v1 h:b|'h:b' is no brick; a brick is HOST:/PATH with an absolute path",
        "v1 :/b|':/b' is no brick; a brick is HOST:/PATH with an absolute path",
        "v1 replica 3 a:/1 b:/2|number of bricks (2) is not a multiple of the replica count (3)",
        "v1 disperse 3 a:/1 b:/2|number of bricks (2) is not a multiple of the disperse count (3)",
        "v1 replica two a:/1|'replica' needs a positive number, not 'two'",
        "v1 a:/1 replica|'replica' needs a value",
        "v1 --replica=-1 a:/1|a count is not a positive number",
        "v1 force a:/1|'force' stands at the end",
        "v1 stripe 2 a:/1|'stripe' volumes are not supported",
        "v1 arbiter 1 a:/1|an arbiter needs 'replica 2 arbiter 1': two bricks with data and one arbiter",
        "v1 replica 3 disperse 3 a:/1 b:/1 c:/1|a volume is either replicated or dispersed, not both",
        "v1 disperse 3 disperse-data 3 a:/1 b:/1 c:/1|disperse-data must be less than disperse 3",
        "v1 disperse-data 2 a:/1 b:/1|disperse-data needs 'redundancy N' or 'disperse N'",
        "v1 --metadata x a:/1|'x' is not KEY=VALUE",
      })
  void refusesWhatMakesNoSense(String arguments, String sentence) {
    CliRun run = CliRun.inPipe(node, "volume create " + arguments);
    assertThat(run)
        .isEqualTo(new CliRun(2, "", sentence + "\nTry 'glustercli volume create --help'\n"));
    assertThat(node.received()).isEmpty();
  }

  @Test
  void namesThePeersThatThereAreWhenNoneFits() {
    CliRun run = CliRun.inPipe(node, "volume create v1 10.0.0.9:/b");
    assertThat(run)
        .isEqualTo(
            new CliRun(
                1,
                "",
                "no peer has the address, name or id '10.0.0.9';"
                    + " there are 10.0.0.1, 10.0.0.2, fd00::3\n"));
  }

  @Test
  void asksForAnIdWhenPeersShareAnAddress() {
    node.close();
    try (FakeNode shared = new FakeNode()) {
      shared.answer("GET /v1/peers", 200, Wire.PEERS.replace("10.0.0.2:", "10.0.0.1:"));
      assertThat(CliRun.inPipe(shared, "volume create v1 10.0.0.1:/b").err())
          .isEqualTo("2 peers are called '10.0.0.1': use one of the ids " + P1 + ", " + P2 + "\n");
    }
  }

  private String body(String arguments) {
    CliRun run = CliRun.inPipe(node, "volume create " + arguments);
    assertThat(run)
        .isEqualTo(
            new CliRun(
                0, "volume create: v1: success: please start the volume to access data\n", ""));
    return node.only("POST").body();
  }

  private static String brick(String peer, String path) {
    return "{\"type\":\"brick\",\"peerid\":\"" + peer + "\",\"path\":\"" + path + "\"}";
  }
}
