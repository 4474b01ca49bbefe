package dev.bricklayer.config.store;

import static dev.bricklayer.config.store.EtcdConnection.bytes;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Looks whether a member of etcd answers calls again, in the background and not too often. It reads
 * as everybody does: a learner, or a member without a leader, says that it is healthy and refuses
 * that.
 */
final class NearestMember {
  static final Duration EVERY = Duration.ofSeconds(10);

  private static final Duration WAIT = Duration.ofSeconds(1);

  private final Duration every;
  private final AtomicLong next;

  NearestMember(Duration every) {
    this.every = every;
    this.next = new AtomicLong(System.nanoTime() + every.toNanos());
  }

  /** Calls back, from another thread, when that member answers; at once returns in any case. */
  void lookFor(URI member, Runnable well) {
    long now = System.nanoTime();
    long due = next.get();
    if (now - due >= 0 && next.compareAndSet(due, now + every.toNanos())) {
      CompletableFuture.runAsync(
          () -> {
            if (answers(member)) {
              well.run();
            }
          });
    }
  }

  private static boolean answers(URI member) {
    try (EtcdRoute route = new EtcdRoute(List.of(member), WAIT)) {
      route.client().getKVClient().get(bytes("/")).get(2 * WAIT.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException | TimeoutException e) {
      return false;
    }
  }
}
