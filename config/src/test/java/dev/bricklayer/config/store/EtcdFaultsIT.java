package dev.bricklayer.config.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The store while its etcd is killed, frozen, cut off, compacted and restored. */
class EtcdFaultsIT {
  @TempDir Path folder;
  private EtcdProcess etcd;
  private EtcdStore store;

  @BeforeEach
  void start() {
    etcd = EtcdProcess.start(folder.resolve("a"));
    store = new EtcdStore(List.of(etcd.client()));
    awaitAnswer(store);
  }

  /** The first call of a JVM loads some thousand classes: on a busy machine it takes seconds. */
  static void awaitAnswer(EtcdStore store) {
    Eventually.await("the store answers", () -> answers(store));
  }

  @AfterEach
  void stop() {
    store.close();
    etcd.close();
  }

  @Test
  void aWatchLosesNothingWhenEtcdIsKilledAgainAndAgain() throws Exception {
    RecordingListener listener = new RecordingListener();
    AtomicBoolean done = new AtomicBoolean();
    AtomicInteger written = new AtomicInteger();
    try (AutoCloseable watch = store.watch("/k/", listener)) {
      Eventually.await("listing", () -> listener.relisted.get() == 1);
      Thread writer = new Thread(() -> write(done, written));
      writer.start();
      for (int round = 1; round <= 3; round++) {
        int soFar = written.get();
        Eventually.await("writes", () -> written.get() > soFar + 200);
        etcd.kill();
        etcd.restart();
      }
      int soFar = written.get();
      Eventually.await("writes again", () -> written.get() > soFar + 50);
      done.set(true);
      writer.join();
      Map<String, String> expected = now("/k/");
      Eventually.await("the copy is equal", () -> listener.copy().equals(expected));
    }
    assertThat(listener.revisions).isSorted().doesNotHaveDuplicates();
    assertThat(listener.relisted.get()).isEqualTo(1);
    // one key is written once a revision, so that every missing event would show
    assertThat(listener.revisions.size()).isGreaterThanOrEqualTo(written.get());
    assertThat(listener.revisions.get(listener.revisions.size() - 1) - listener.revisions.get(0))
        .isEqualTo(listener.revisions.size() - 1L);
  }

  private void write(AtomicBoolean done, AtomicInteger written) {
    for (int i = 0; !done.get(); i++) {
      try {
        put(store, "/k/" + (i % 20), "v" + i);
        written.incrementAndGet();
      } catch (ClusterException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
      }
    }
  }

  @Test
  void aWatchThatCompactionOvertookListsAgain() throws Exception {
    RecordingListener listener = new RecordingListener();
    try (Wire wire = new Wire(etcd.client());
        EtcdStore far = new EtcdStore(List.of(wire.near()));
        AutoCloseable watch = far.watch("/k/", listener)) {
      put(store, "/k/old", "1");
      Eventually.await("the first", () -> listener.copy().equals(Map.of("/k/old", "1")));
      wire.cut();
      for (int i = 0; i < 20; i++) {
        put(store, "/k/new", "v" + i);
      }
      long last = commit(store, new Change.Delete("/k/old"));
      store.connection().call("compact", client -> client.getKVClient().compact(last));
      wire.mend();
      Eventually.await("the copy is equal", () -> listener.copy().equals(Map.of("/k/new", "v19")));
      assertThat(listener.relisted.get()).isEqualTo(2);
      put(store, "/k/after", "x");
      Eventually.await("it follows", () -> listener.copy().containsKey("/k/after"));
    }
  }

  @Test
  void aWatchThatWasCutOffGoesOnWhereItWas() throws Exception {
    RecordingListener listener = new RecordingListener();
    try (Wire wire = new Wire(etcd.client());
        EtcdStore far = new EtcdStore(List.of(wire.near()));
        AutoCloseable watch = far.watch("/k/", listener)) {
      Eventually.await("listing", () -> listener.relisted.get() == 1);
      for (int round = 0; round < 5; round++) {
        wire.cut();
        for (int i = 0; i < 50; i++) {
          put(store, "/k/" + i, "v" + round);
        }
        wire.mend();
        put(store, "/k/last", "v" + round);
        int expected = 51 * (round + 1);
        Eventually.await("all came", () -> listener.revisions.size() == expected);
      }
    }
    assertThat(listener.relisted.get()).isEqualTo(1);
    assertThat(listener.revisions).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void aFrozenEtcdIsReportedAndItsReturnToo() throws Exception {
    RecordingListener listener = new RecordingListener();
    try (AutoCloseable watch = store.watch("/k/", listener)) {
      Eventually.await("signs of life", () -> listener.heard.get() > 1);
      etcd.freeze(true);
      assertUnavailable(() -> store.get("/k/x"));
      assertUnavailable(() -> put(store, "/k/x", "1"));
      Eventually.await("lost", () -> listener.losses.get() > 0);
      etcd.freeze(false);
      int heard = listener.heard.get();
      Eventually.await("heard again", () -> listener.heard.get() > heard);
      Eventually.await("answers", () -> answers(store));
      put(store, "/k/after", "x");
      Eventually.await("it follows", () -> listener.copy().containsKey("/k/after"));
    } finally {
      etcd.freeze(false);
    }
  }

  @Test
  void comesBackSoonAfterALongAbsence() throws Exception {
    put(store, "/k/a", "1");
    RecordingListener listener = new RecordingListener();
    try (AutoCloseable watch = store.watch("/k/", listener)) {
      Eventually.await("listing", () -> listener.relisted.get() == 1);
      etcd.kill();
      long away = System.nanoTime();
      while (System.nanoTime() - away < Duration.ofSeconds(8).toNanos()) {
        assertUnavailable(() -> store.get("/k/a"));
      }
      assertThat(listener.losses.get()).isPositive();
      etcd.restart();
      Eventually.await("answers", () -> answers(store));
      put(store, "/k/b", "1");
      Eventually.await("it follows", () -> listener.copy().containsKey("/k/b"));
    }
  }

  @Test
  void aStoreOfAnOlderCopyIsListedAnew() throws Exception {
    put(store, "/k/kept", "1");
    etcd.stop();
    Path data = folder.resolve("a/n1");
    Path older = folder.resolve("older");
    copy(data, older);
    etcd.restart();
    RecordingListener listener = new RecordingListener();
    try (AutoCloseable watch = store.watch("/k/", listener)) {
      for (int i = 0; i < 30; i++) {
        put(store, "/k/lost", "v" + i);
      }
      Eventually.await("followed", () -> "v29".equals(listener.copy().get("/k/lost")));
      etcd.kill();
      delete(data);
      copy(older, data);
      etcd.restart();
      Eventually.await("listed anew", () -> listener.copy().equals(Map.of("/k/kept", "1")));
      put(store, "/k/new", "1");
      Eventually.await("it follows", () -> listener.copy().containsKey("/k/new"));
    }
  }

  @Test
  void aLeaseLivesThroughAShortAbsenceAndIsGrantedAnewAfterALongOne() throws Exception {
    List<Long> granted = new CopyOnWriteArrayList<>();
    try (Wire wire = new Wire(etcd.client());
        EtcdStore far = new EtcdStore(List.of(wire.near()));
        AutoCloseable lease =
            far.lease(
                4,
                id -> {
                  far.commit(List.of(), List.of(new Change.Put("/alive", bytes("x"), id)));
                  granted.add(id);
                })) {
      Eventually.await("granted", () -> granted.size() == 1);
      wire.cut();
      wire.mend();
      etcd.kill();
      etcd.restart();
      Eventually.await("there", () -> isThere("/alive"));
      assertThat(granted).hasSize(1);

      wire.cut();
      Eventually.await("run out", () -> !isThere("/alive"));
      wire.mend();
      Eventually.await("granted anew", () -> granted.size() == 2);
      assertThat(isThere("/alive")).isTrue();
    }
    Eventually.await("revoked", () -> !isThere("/alive"));
  }

  @Test
  void startsWhileEtcdIsAway() throws Exception {
    put(store, "/k/a", "1");
    etcd.kill();
    RecordingListener listener = new RecordingListener();
    List<Long> granted = new CopyOnWriteArrayList<>();
    try (EtcdStore early = new EtcdStore(List.of(etcd.client()));
        AutoCloseable watch = early.watch("/k/", listener);
        AutoCloseable lease = early.lease(5, granted::add)) {
      Eventually.await("lost", () -> listener.losses.get() > 0);
      etcd.restart();
      Eventually.await("listing", () -> listener.copy().equals(Map.of("/k/a", "1")));
      Eventually.await("granted", () -> granted.size() == 1);
    }
  }

  @Test
  void aStoreThatWasNotMetYetIsNotSaidToBeLost() throws Exception {
    Logger logger = (Logger) LoggerFactory.getLogger(EtcdWatch.class);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.list = new CopyOnWriteArrayList<>();
    log.start();
    logger.addAppender(log);
    RecordingListener listener = new RecordingListener();
    put(store, "/k/a", "1");
    try (Wire wire = new Wire(etcd.client());
        EtcdStore early = new EtcdStore(List.of(wire.near()))) {
      URI way = wire.near();
      wire.cut();
      try (AutoCloseable watch = early.watch("/k/", listener)) {
        Eventually.await("silent at the start", () -> listener.losses.get() > 0);
        assertThat(complaints(log, way)).isEmpty();
        wire.mend();
        Eventually.await("listing", () -> listener.copy().equals(Map.of("/k/a", "1")));
        wire.cut();
        Eventually.await("lost", () -> !complaints(log, way).isEmpty());
      }
    } finally {
      logger.detachAppender(log);
    }
  }

  private static List<ILoggingEvent> complaints(ListAppender<ILoggingEvent> log, URI way) {
    return log.list.stream()
        .filter(line -> line.getLevel() == Level.WARN)
        .filter(line -> line.getFormattedMessage().contains(way.toString()))
        .toList();
  }

  @Test
  void saysWhenATransactionIsTooLarge() {
    List<Change> large =
        Stream.iterate(0, i -> i + 1)
            .limit(90)
            .map(i -> (Change) new Change.Put("/k/" + i, new byte[100_000]))
            .toList();
    assertThatThrownBy(() -> store.commit(List.of(), large))
        .isInstanceOfSatisfying(
            ClusterException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE));
    List<Guard> many =
        Stream.iterate(0, i -> i + 1).limit(20_001).map(i -> Guard.absent("/k/" + i)).toList();
    assertThatThrownBy(() -> store.commit(many, List.of()))
        .isInstanceOfSatisfying(
            ClusterException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE));
  }

  private boolean isThere(String key) {
    try {
      return store.get(key).isPresent();
    } catch (ClusterException e) {
      return false;
    }
  }

  private Map<String, String> now(String prefix) {
    Map<String, String> there = new TreeMap<>();
    store.list(prefix).entries().forEach(e -> there.put(e.key(), new String(e.value(), UTF_8)));
    return there;
  }

  private static boolean answers(EtcdStore store) {
    try {
      store.get("/");
      return true;
    } catch (ClusterException e) {
      return false;
    }
  }

  private static void assertUnavailable(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ClusterException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
              assertThat(e.sentence()).doesNotContain("\n").hasSizeLessThan(300);
            });
  }

  static long put(EtcdStore store, String key, String value) {
    return commit(store, new Change.Put(key, bytes(value)));
  }

  private static long commit(EtcdStore store, Change change) {
    return store.commit(List.of(), List.of(change)).revision();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  private static void delete(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
