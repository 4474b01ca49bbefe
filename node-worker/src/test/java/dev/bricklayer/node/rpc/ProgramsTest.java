package dev.bricklayer.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.node.rpc.wire.GlusterDict;
import dev.bricklayer.node.rpc.wire.XdrWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls as they were captured from glusterfs 10.3, and the answers to the byte. */
@Timeout(60)
class ProgramsTest {
  private static final String OK = "00000001 00000000 00000000 00000000 00000000";

  private final FakeVolfiles volfiles = new FakeVolfiles();
  private final SignedInBricks bricks =
      new SignedInBricks(
          brick -> brick.equals("/elsewhere") ? OptionalInt.of(49160) : OptionalInt.empty());
  private final RpcClients clients = new RpcClients();
  private final List<String> events = new CopyOnWriteArrayList<>();
  private final GlusterRpc rpc =
      new GlusterRpc(
          volfiles,
          bricks,
          clients,
          (operation, facts, peer) -> events.add(operation + " " + facts.text("volname")));
  private final FakeTransport client = new FakeTransport(rpc);

  @AfterEach
  void close() {
    rpc.close();
  }

  @Test
  void listsItsPrograms() throws Exception {
    call(Calls.DUMP, 1, 1, "000000000000caed");
    assertThat(client.next())
        .isEqualTo(
            record(
                OK
                    + "0000000000000000 00000000 00000000"
                    + "00000001 00000007 47462d44554d5000 00000000075bb86d 0000000000000001"
                    + "00000001 0000000f 476c757374657220506f72746d617000"
                    + "000000000208aec0 0000000000000001"
                    + "00000001 00000011 476c75737465722048616e647368616b65000000"
                    + "0000000000dbb4a9 0000000000000002 00000000"));
  }

  @Test
  void answersPing() throws Exception {
    call(Calls.DUMP, 1, 2, "");
    assertThat(client.next()).isEqualTo(record(OK + "00000000 00000000 00000000"));
  }

  @Test
  void tellsThePortOfASignedInBrick() throws Exception {
    call(Calls.PORTMAP, 1, 4, "00000010 2f6d6e742f646174612f726570332d30 0000de8c 00000070");
    assertThat(client.next()).isEqualTo(record(OK + "00000000 00000000"));
    assertThat(bricks.all())
        .containsExactly(new SignedInBricks.SignedIn("/mnt/data/rep3-0", 56972, 112));
    call(Calls.PORTMAP, 1, 1, "00000010 2f6d6e742f646174612f726570332d30");
    assertThat(client.next()).isEqualTo(record(OK + "00000000 00000000 00000000 0000de8c"));
    call(Calls.PORTMAP, 1, 2, "0000de8c");
    assertThat(client.next())
        .isEqualTo(
            record(OK + "00000000 00000000 00000000 00000010 2f6d6e742f646174612f726570332d30"));
    call(Calls.PORTMAP, 1, 5, "00000010 2f6d6e742f646174612f726570332d30 0000de8c 00000000");
    assertThat(client.next()).isEqualTo(record(OK + "00000000 00000000"));
    call(Calls.PORTMAP, 1, 1, "00000010 2f6d6e742f646174612f726570332d30");
    assertThat(client.next()).isEqualTo(record(OK + "ffffffff 00000002 00000000 00000000"));
    call(Calls.PORTMAP, 1, 2, "0000de8c");
    assertThat(client.next()).isEqualTo(record(OK + "ffffffff 00000002 00000000 00000000"));
  }

  @Test
  void takesASignInWithoutPid() throws Exception {
    call(Calls.PORTMAP, 1, 4, "00000004 2f6d6e74 0000c000");
    assertThat(client.next()).isEqualTo(record(OK + "00000000 00000000"));
    assertThat(bricks.all()).containsExactly(new SignedInBricks.SignedIn("/mnt", 49152, 0));
  }

  @Test
  void asksElsewhereForBricksThatAreNotHere() throws Exception {
    client.receive(Calls.portByBrick(5, "/elsewhere"));
    assertThat(client.next()).endsWith("00000000000000000000c008");
  }

  @Test
  void handsOutVolfiles() throws Exception {
    volfiles.specs.put(
        "rep3",
        new Spec.Found("volume é\n", List.of("10.0.0.1:24007", "h:24017"), Optional.empty()));
    client.receive(Calls.getspec(1, "/rep3"));
    String servers = dict(Map.of("servers-list", "10.0.0.1:24007 h:24017"));
    assertThat(client.next())
        .isEqualTo(record(OK + "0000000a 00000000 0000000a 766f6c756d6520c3a90a0000" + servers));
    assertThat(volfiles.requests)
        .containsExactly(
            new SpecRequest("rep3", true, 1, 100_000, Optional.empty(), RpcPeer.unixSocket()));
  }

  @Test
  void givesThePidfileOfTheSelfHealDaemonAndNoServersToBricks() throws Exception {
    volfiles.specs.put("shd/v", new Spec.Found("v", List.of("h:1"), Optional.of(Path.of("/p"))));
    byte[] asBrick = new XdrWriter().int32(0).text("shd/v").opaque(new byte[0]).toBytes();
    client.receive(Calls.call(1, Calls.HANDSHAKE, 2, 2, asBrick));
    assertThat(client.next())
        .isEqualTo(
            record(OK + "00000001 00000000 00000001 76000000" + dict(Map.of("pidfile", "/p"))));
  }

  @Test
  void tellsWhyThereIsNoVolfile() throws Exception {
    volfiles.specs.put("old", new Spec.OpVersionMismatch());
    volfiles.specs.put("later", new Spec.NotAvailable());
    String noSpec = "00000000 00000000";
    client.receive(Calls.getspec(1, "unknown"));
    assertThat(client.next()).isEqualTo(record(OK + "ffffffff 00000002" + noSpec));
    client.receive(Calls.getspec(1, "old"));
    assertThat(client.next()).isEqualTo(record(OK + "ffffffff 0000005f" + noSpec));
    client.receive(Calls.getspec(1, "later"));
    assertThat(client.next()).isEqualTo(record(OK + "ffffffff 0000000b" + noSpec));
    client.receive(Calls.getspec(1, "k".repeat(255)));
    assertThat(client.next()).isEqualTo(record(OK + "ffffffff 00000016" + noSpec));
    assertThat(clients.all()).extracting(c -> c.request().key()).containsExactly("later");
  }

  @Test
  void takesTheEndOfARebalance() throws Exception {
    for (CapturedCall call : CapturedCall.all()) {
      if (call.name().equals("HNDSK.EVENT_NOTIFY")) {
        client.receive(call.record(1));
        assertThat(client.next()).isEqualTo(record(OK + "00000000 00000000 00000000"));
      }
    }
    assertThat(events).contains("0 Optional[rebalance/rep3]", "0 Optional[rebalance/dist]");
  }

  @Test
  void tellsTheIdOfAVolume() throws Exception {
    UUID id = UUID.fromString("3a413104-c11e-49b6-abce-197be3441778");
    volfiles.ids.put("v", id);
    volumeInfo(Map.of("volname", "v", "flags", "1"));
    assertThat(client.next())
        .isEqualTo(
            record(OK + "00000000 00000000 00000000" + dict(Map.of("volume_id", id.toString()))));
    volumeInfo(Map.of("volname", "w", "flags", "1"));
    assertThat(client.next()).contains("ffffffff00000002");
    volumeInfo(Map.of("volname", "v"));
    assertThat(client.next()).contains("ffffffff00000016");
  }

  @Test
  void refusesTheListOfSnapshots() throws Exception {
    call(Calls.HANDSHAKE, 2, 7, "00000017 00000001 00000007 00000003 766f6c6e616d6500 75760000");
    assertThat(client.next()).contains("ffffffff0000005f");
  }

  @Test
  void tellsWhatItDoesNotServe() throws Exception {
    String accepted = "00000001 00000000 00000000 00000000";
    call(1238463, 2, 1, "");
    assertThat(client.next()).isEqualTo(record(accepted + "00000001"));
    call(Calls.HANDSHAKE, 3, 2, "");
    assertThat(client.next()).isEqualTo(record(accepted + "00000002 00000002 00000002"));
    call(Calls.HANDSHAKE, 2, 99, "");
    assertThat(client.next()).isEqualTo(record(accepted + "00000003"));
    call(Calls.PORTMAP, 1, 3, "");
    assertThat(client.next()).isEqualTo(record(accepted + "00000003"));
    call(Calls.PORTMAP, 1, 4, "00000010 2f6d");
    assertThat(client.next()).isEqualTo(record(accepted + "00000004"));
    call(Calls.DUMP, 1, 0, "");
    assertThat(client.next()).isEqualTo(record(accepted + "00000000"));
    client.receive(Calls.record(Calls.hex("00000001 00000000 00000003")));
    assertThat(client.next()).isEqualTo(record("00000001 00000001 00000000 00000002 00000002"));
    assertThat(client.closed).isFalse();
  }

  @Test
  void goesOnAfterAFailureOfAService() throws Exception {
    GlusterRpc failing =
        new GlusterRpc(
            new VolfileService() {
              @Override
              public Spec getspec(SpecRequest request) {
                throw new IllegalStateException("planted");
              }

              @Override
              public Optional<UUID> volumeId(String volume) {
                return Optional.empty();
              }
            },
            bricks,
            clients,
            (operation, facts, peer) -> {});
    FakeTransport other = new FakeTransport(failing);
    other.receive(Calls.getspec(1, "v"));
    assertThat(other.next()).endsWith("0000000000000005");
    other.receive(Calls.ping(2));
    assertThat(other.next()).startsWith("8000002400000002");
    failing.close();
  }

  static List<CapturedCall> captured() {
    return CapturedCall.all();
  }

  @ParameterizedTest
  @MethodSource("captured")
  void answersEveryCapturedCallAndNeverCallsItGarbage(CapturedCall call) throws Exception {
    client.receive(call.record(77));
    String answer = client.next();
    assertThat(answer.substring(8, 48)).isEqualTo("0000004d00000001000000000000000000000000");
    boolean ours = call.name().matches("(DUMP|HNDSK|PMAP)\\..*");
    assertThat(answer.substring(48, 56)).isEqualTo(ours ? "00000000" : "00000001");
  }

  private void call(int program, int version, int procedure, String args) {
    client.receive(Calls.call(1, program, version, procedure, Calls.hex(args)));
  }

  private void volumeInfo(Map<String, String> wish) {
    byte[] dict = GlusterDict.of(wish).encode();
    client.receive(Calls.call(1, Calls.HANDSHAKE, 2, 6, new XdrWriter().opaque(dict).toBytes()));
  }

  private static String dict(Map<String, String> texts) {
    return hex(new XdrWriter().opaque(GlusterDict.of(texts).encode()).toBytes());
  }

  /** The record of an answer to call 1, from what follows its xid. */
  private static String record(String afterXid) {
    return hex(Calls.record(Calls.hex("00000001" + afterXid)));
  }

  private static String hex(byte[] bytes) {
    return java.util.HexFormat.of().formatHex(bytes);
  }
}
