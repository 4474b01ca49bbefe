package dev.bricklayer.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.node.rpc.wire.GlusterDict;
import dev.bricklayer.node.rpc.wire.XdrException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random bytes and mutated captures: nothing escapes, nothing stays, the endpoint still answers.
 */
@Timeout(300)
class FuzzTest {
  private static final int INPUTS = 60_000;
  private static final long SEED = 20_261_122;

  private final FakeVolfiles volfiles = new FakeVolfiles();
  private final SignedInBricks bricks = new SignedInBricks();
  private final RpcClients clients = new RpcClients();
  private final GlusterRpc rpc =
      new GlusterRpc(volfiles, bricks, clients, (operation, facts, peer) -> {});
  private final Random random = new Random(SEED);
  private final List<byte[]> captured =
      CapturedCall.all().stream().map(call -> call.record(random.nextInt())).toList();

  @AfterEach
  void close() {
    rpc.close();
  }

  @Test
  void answersOrRefusesEveryRecord() {
    volfiles.specs.put("rep3", Spec.Found.of("volume x\nend-volume\n"));
    FakeConnection here = new FakeConnection(RpcPeer.unixSocket());
    int[] answers = new int[6];
    int refused = 0;
    for (int i = 0; i < INPUTS; i++) {
      byte[] call = captured.get(random.nextInt(captured.size()));
      try {
        byte[] message = mutate(random, Arrays.copyOfRange(call, 4, call.length));
        Optional<ByteBuffer> answer = rpc.answer(message, here);
        if (answer.isPresent() && answer.get().getInt(12) == 0) {
          answers[answer.get().getInt(24)]++;
        }
      } catch (XdrException e) {
        refused++;
      }
    }
    rpc.close();
    assertThat(answers[0]).as("successes").isGreaterThan(1000);
    assertThat(answers[1]).as("unknown programs").isGreaterThan(1000);
    assertThat(answers[2]).as("unknown versions").isPositive();
    assertThat(answers[3]).as("unknown procedures").isPositive();
    assertThat(answers[4]).as("garbage arguments").isGreaterThan(1000);
    assertThat(answers[5]).as("failures").isZero();
    assertThat(refused).as("no messages").isGreaterThan(1000);
  }

  @Test
  void survivesEveryStream() throws Exception {
    List<Throwable> escaped = new CopyOnWriteArrayList<>();
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, e) -> escaped.add(e));
    try {
      FakeTransport good = new FakeTransport(rpc);
      for (int i = 0; i < INPUTS; i++) {
        FakeTransport bad = new FakeTransport(rpc);
        feed(bad, input(random, captured), random);
        bad.close();
        if (i % 1000 == 0) {
          good.receive(Calls.ping(i));
          assertThat(good.nextRecord().getInt(4)).isEqualTo(i);
        }
      }
      Eventually.soon("all connections are gone", () -> rpc.connections() == 1);
      assertThat(rpc.heldBytes()).isZero();
      assertThat(bricks.all()).isEmpty();
      assertThat(clients.all()).isEmpty();
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
    assertThat(escaped).isEmpty();
  }

  @Test
  void decodesOrRefusesEveryDict() {
    List<byte[]> dicts =
        CapturedCall.all().stream()
            .filter(call -> call.name().equals("HNDSK.EVENT_NOTIFY"))
            .map(call -> Arrays.copyOfRange(call.args(), 8, call.args().length))
            .toList();
    int decoded = 0;
    for (int i = 0; i < INPUTS; i++) {
      try {
        byte[] bytes = mutate(random, dicts.get(random.nextInt(dicts.size())));
        byte[] again = GlusterDict.decode(bytes).encode();
        assertThat(again.length).isIn(bytes.length, Integer.BYTES);
        decoded++;
      } catch (XdrException e) {
        // refused: fine
      }
    }
    assertThat(decoded).isBetween(1, INPUTS - 1);
  }

  private static byte[] input(Random random, List<byte[]> captured) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int parts = 1 + random.nextInt(3);
    for (int i = 0; i < parts; i++) {
      byte[] part;
      if (random.nextInt(4) == 0) {
        part = new byte[random.nextInt(2000)];
        random.nextBytes(part);
      } else {
        part = mutate(random, captured.get(random.nextInt(captured.size())));
      }
      bytes.writeBytes(part);
    }
    return bytes.toByteArray();
  }

  /** Flips, overwrites with extreme numbers, cuts, repeats and moves bytes; or does nothing. */
  private static byte[] mutate(Random random, byte[] original) {
    byte[] bytes = original.clone();
    int changes = random.nextInt(5);
    for (int i = 0; i < changes && bytes.length > 4; i++) {
      int at = random.nextInt(bytes.length - 3);
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt();
        case 2 -> {
          int[] extremes = {0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 0x00ffffff, 4097};
          int value = extremes[random.nextInt(extremes.length)];
          ByteBuffer.wrap(bytes).putInt(at & ~3, value);
        }
        case 3 -> bytes = Arrays.copyOf(bytes, at);
        default -> {
          int length = random.nextInt(bytes.length - at);
          System.arraycopy(bytes, at, bytes, random.nextInt(bytes.length - length), length);
        }
      }
    }
    return bytes;
  }

  private static void feed(FakeTransport transport, byte[] bytes, Random random) {
    int at = 0;
    while (at < bytes.length) {
      int length = Math.min(bytes.length - at, 1 + random.nextInt(1500));
      if (!transport.receive(Arrays.copyOfRange(bytes, at, at + length)) && transport.closed) {
        return;
      }
      at += length;
    }
  }
}
