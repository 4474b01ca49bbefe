package dev.bricklayer.config.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every implementation of the store does. Each test works below a prefix of its own. */
abstract class ClusterStoreContract {
  private final String root = "/contract/" + UUID.randomUUID() + "/";

  abstract ClusterStore store();

  /** Lets the leases that are held now run out. */
  abstract void expireLeases();

  @Test
  void readsWhatWasWritten() {
    TxnResult result = put("a", "1");

    assertThat(result.applied()).isTrue();
    Entry entry = store().get(root + "a").orElseThrow();
    assertThat(text(entry)).isEqualTo("1");
    assertThat(entry.modRevision()).isEqualTo(result.revision());
    assertThat(store().get(root + "b")).isEmpty();
  }

  @Test
  void keepsBytesAsTheyAre() {
    byte[] value = new byte[256];
    for (int i = 0; i < value.length; i++) {
      value[i] = (byte) i;
    }
    store().commit(List.of(), List.of(new Change.Put(root + "ключ ü", value)));
    assertThat(store().get(root + "ключ ü").orElseThrow().value()).isEqualTo(value);
  }

  @Test
  void revisionsGrow() {
    long first = put("a", "1").revision();
    long second = put("b", "1").revision();
    assertThat(second).isEqualTo(first + 1);
  }

  @Test
  void readsManyKeysAtOnce() {
    List<Change> changes = new ArrayList<>();
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < 250; i++) {
      keys.add(root + "k" + i);
      changes.add(new Change.Put(root + "k" + i, bytes("v" + i)));
    }
    store().commit(List.of(), changes);
    keys.add(root + "absent");

    Map<String, Entry> found = store().getAll(keys);

    assertThat(found).hasSize(250).doesNotContainKey(root + "absent");
    assertThat(found.get(root + "k249"))
        .isNotNull()
        .extracting(ClusterStoreContract::text)
        .isEqualTo("v249");
    assertThat(store().getAll(List.of())).isEmpty();
  }

  @Test
  void listsWhatIsBelowAPrefixInOrder() {
    put("x/b", "2");
    put("x/a", "1");
    put("y/a", "3");
    put("x", "0");
    Listing listing = store().list(root + "x/");
    assertThat(listing.entries())
        .extracting(Entry::key)
        .containsExactly(root + "x/a", root + "x/b");
    assertThat(listing.revision()).isGreaterThanOrEqualTo(listing.entries().get(0).modRevision());
    assertThat(store().list(root + "z/").entries()).isEmpty();
  }

  @Test
  void listsMoreThanFitsInOneAnswer() {
    int count = 9000;
    for (int from = 0; from < count; from += 1000) {
      store()
          .commit(
              List.of(),
              IntStream.range(from, from + 1000)
                  .mapToObj(i -> (Change) new Change.Put(root + "%05d".formatted(i), new byte[500]))
                  .toList());
    }
    assertThat(store().list(root).entries())
        .extracting(Entry::key)
        .isEqualTo(IntStream.range(0, count).mapToObj(i -> root + "%05d".formatted(i)).toList());
  }

  @Test
  void guardsHoldTogether() {
    put("there", "1");
    Entry there = store().get(root + "there").orElseThrow();

    TxnResult refused =
        store()
            .commit(
                List.of(Guard.unchanged(there), Guard.absent(root + "there")),
                List.of(new Change.Put(root + "new", bytes("x"))));
    assertThat(refused.applied()).isFalse();
    assertThat(store().get(root + "new")).isEmpty();

    TxnResult applied =
        store()
            .commit(
                List.of(Guard.unchanged(there), Guard.absent(root + "new")),
                List.of(
                    new Change.Put(root + "new", bytes("x")), new Change.Delete(root + "there")));
    assertThat(applied.applied()).isTrue();
    assertThat(store().get(root + "new")).isPresent();
    assertThat(store().get(root + "there")).isEmpty();
  }

  @Test
  void writingTheSameValueChangesTheRevision() {
    put("a", "1");
    Entry before = store().get(root + "a").orElseThrow();
    put("a", "1");
    assertThat(store().commit(List.of(Guard.unchanged(before)), List.of()).applied()).isFalse();
  }

  @Test
  void takesManyOperations() {
    int bricks = 3000;
    List<Guard> guards =
        IntStream.range(0, bricks).mapToObj(i -> Guard.absent(root + "b" + i)).toList();
    List<Change> changes =
        IntStream.range(0, bricks)
            .mapToObj(i -> (Change) new Change.Put(root + "b" + i, new byte[250]))
            .toList();
    assertThat(store().commit(guards, changes).applied()).isTrue();
    assertThat(store().commit(guards, changes).applied()).isFalse();
  }

  @Test
  void ofManyAtOnceExactlyOneCreates() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Boolean>> tries =
          IntStream.range(0, 16)
              .mapToObj(
                  i ->
                      (Callable<Boolean>)
                          () ->
                              store()
                                  .commit(
                                      List.of(Guard.absent(root + "one")),
                                      List.of(new Change.Put(root + "one", bytes("" + i))))
                                  .applied())
              .toList();
      int winners = 0;
      for (Future<Boolean> outcome : pool.invokeAll(tries)) {
        winners += outcome.get() ? 1 : 0;
      }
      assertThat(winners).isEqualTo(1);
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void aWatchBeginsWithWhatIsThereAndFollowsRevisionByRevision() throws Exception {
    put("w/a", "1");
    RecordingListener listener = new RecordingListener();
    try (AutoCloseable watch = store().watch(root + "w/", listener)) {
      Eventually.await("listing", () -> listener.relisted.get() == 1);
      put("w/b", "2");
      put("elsewhere", "x");
      store()
          .commit(
              List.of(),
              List.of(new Change.Put(root + "w/c", bytes("3")), new Change.Delete(root + "w/a")));
      Eventually.await("two revisions", () -> listener.revisions.size() == 2);
    }
    assertThat(listener.log).first().isEqualTo("relisted");
    assertThat(listener.log.get(1)).isEqualTo("+" + root + "w/b");
    assertThat(listener.log.get(2)).contains("+" + root + "w/c").contains("-" + root + "w/a");
    assertThat(listener.copy()).isEqualTo(Map.of(root + "w/b", "2", root + "w/c", "3"));
  }

  @Test
  void aWatchLosesNothingWhileManyWrite() throws Exception {
    RecordingListener listener = new RecordingListener();
    int writers = 4;
    int each = 100;
    ExecutorService pool = Executors.newFixedThreadPool(writers);
    try (AutoCloseable watch = store().watch(root, listener)) {
      List<Callable<Boolean>> work = new ArrayList<>();
      for (int writer = 0; writer < writers; writer++) {
        String mine = "w" + writer;
        work.add(
            () -> {
              for (int i = 0; i < each; i++) {
                put(mine + "/" + (i % 10), "v" + i);
              }
              return true;
            });
      }
      for (Future<Boolean> done : pool.invokeAll(work)) {
        assertThat(done.get()).isTrue();
      }
      Map<String, String> expected = new java.util.HashMap<>();
      store().list(root).entries().forEach(e -> expected.put(e.key(), text(e)));
      Eventually.await("the copy is equal", () -> listener.copy().equals(expected));
    } finally {
      pool.shutdownNow();
    }
    assertThat(listener.revisions).isSorted().doesNotHaveDuplicates();
    assertThat(listener.log).doesNotContain("two calls at once");
  }

  @Test
  void aClosedWatchIsSilent() throws Exception {
    RecordingListener listener = new RecordingListener();
    AutoCloseable watch = store().watch(root, listener);
    Eventually.await("listing", () -> listener.relisted.get() == 1);
    watch.close();
    put("a", "1");
    RecordingListener later = new RecordingListener();
    try (AutoCloseable other = store().watch(root, later)) {
      Eventually.await("listing", () -> later.relisted.get() == 1);
    }
    assertThat(listener.revisions).isEmpty();
  }

  @Test
  void aListenerThatFailsIsStillTold() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    WatchListener failing =
        new WatchListener() {
          @Override
          public void changed(long revision, List<Versioned> changes) {
            calls.incrementAndGet();
            throw new IllegalStateException("planted");
          }

          @Override
          public void relisted(Listing everything) {
            calls.incrementAndGet();
            throw new IllegalStateException("planted");
          }
        };
    try (AutoCloseable watch = store().watch(root, failing)) {
      Eventually.await("listing", () -> calls.get() == 1);
      put("a", "1");
      put("a", "2");
      Eventually.await("changes", () -> calls.get() == 3);
    }
  }

  @Test
  void keysOfALeaseVanishWhenItIsClosed() throws Exception {
    List<Long> granted = new CopyOnWriteArrayList<>();
    AutoCloseable lease =
        store()
            .lease(
                5,
                id -> {
                  store().commit(List.of(), List.of(new Change.Put(root + "l", bytes("x"), id)));
                  granted.add(id);
                });
    Eventually.await("granted", () -> granted.size() == 1);
    assertThat(store().get(root + "l")).isPresent();
    lease.close();
    Eventually.await("gone", () -> store().get(root + "l").isEmpty());
  }

  @Test
  void aLostLeaseIsGrantedAnew() throws Exception {
    List<Long> granted = new CopyOnWriteArrayList<>();
    AtomicInteger failures = new AtomicInteger(1);
    try (AutoCloseable lease =
        store()
            .lease(
                2,
                id -> {
                  if (failures.getAndDecrement() > 0) {
                    throw new IllegalStateException("planted: the first call fails");
                  }
                  store().commit(List.of(), List.of(new Change.Put(root + "l", bytes("x"), id)));
                  granted.add(id);
                })) {
      Eventually.await("granted", () -> granted.size() == 1);
      expireLeases();
      Eventually.await("granted again", () -> granted.size() == 2);
      assertThat(granted.get(1)).isNotEqualTo(granted.get(0));
      Eventually.await("there again", () -> store().get(root + "l").isPresent());
    }
  }

  @Test
  void aPutUnderAStaleLeaseIsRefused() {
    assertThatThrownBy(
            () ->
                store()
                    .commit(
                        List.of(), List.of(new Change.Put(root + "l", bytes("x"), 4242424242L))))
        .isInstanceOfSatisfying(
            ClusterException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
  }

  @Test
  void aKeyIsInOneChangeOnly() {
    assertThatThrownBy(
            () ->
                store()
                    .commit(
                        List.of(),
                        List.of(
                            new Change.Put(root + "d", bytes("1")),
                            new Change.Put(root + "d", bytes("2")))))
        .isInstanceOfSatisfying(
            ClusterException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL));
  }

  TxnResult put(String key, String value) {
    return store().commit(List.of(), List.of(new Change.Put(root + key, bytes(value))));
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  static String text(Entry entry) {
    return new String(entry.value(), UTF_8);
  }
}
