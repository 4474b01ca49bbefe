package dev.bricklayer.node.member;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.store.Change;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Writes to a node's cluster without a break and knows the longest time without success. */
final class SteadyWriter implements AutoCloseable {
  private final TestNode node;
  private final Thread thread;
  private volatile boolean closed;
  private volatile long longest;
  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicInteger written = new AtomicInteger();

  SteadyWriter(TestNode node) {
    this.node = node;
    this.thread = new Thread(this::write, "steady-writer");
    this.thread.start();
  }

  private void write() {
    long last = System.nanoTime();
    while (!closed) {
      try {
        String key = node.session().view().keys().root() + "steady";
        byte[] value = Integer.toString(written.get()).getBytes(StandardCharsets.UTF_8);
        node.session().store().commit(List.of(), List.of(new Change.Put(key, value)));
        long now = System.nanoTime();
        longest = Math.max(longest, now - last);
        last = now;
        written.incrementAndGet();
        TimeUnit.MILLISECONDS.sleep(5);
      } catch (ClusterException e) {
        failures.incrementAndGet();
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** The longest time between two writes that succeeded. */
  Duration longest() {
    return Duration.ofNanos(longest);
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    thread.join(TimeUnit.SECONDS.toMillis(10));
    System.out.printf(
        "%d writes, %d failed, the longest pause %d ms%n",
        written.get(), failures.get(), longest().toMillis());
  }
}
