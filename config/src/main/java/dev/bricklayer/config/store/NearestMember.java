package dev.bricklayer.config.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Looks whether a member of etcd is well, in the background and not too often. Its {@code /health}
 * tells: it says so only when a read that needs the leader was answered.
 */
final class NearestMember {
  static final Duration EVERY = Duration.ofSeconds(10);

  private static final int WAIT_MILLIS = 1000;
  private static final int LONGEST = 1000;

  private final Duration every;
  private final AtomicLong next;

  NearestMember(Duration every) {
    this.every = every;
    this.next = new AtomicLong(System.nanoTime() + every.toNanos());
  }

  /** Calls back, from another thread, when that member is well; at once returns in any case. */
  void lookFor(URI member, Runnable well) {
    long now = System.nanoTime();
    long due = next.get();
    if (now - due >= 0 && next.compareAndSet(due, now + every.toNanos())) {
      CompletableFuture.runAsync(
          () -> {
            if (isWell(member)) {
              well.run();
            }
          });
    }
  }

  private static boolean isWell(URI member) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection) member.resolve("/health").toURL().openConnection();
      connection.setConnectTimeout(WAIT_MILLIS);
      connection.setReadTimeout(WAIT_MILLIS);
      try (InputStream body = connection.getInputStream()) {
        return new String(body.readNBytes(LONGEST), UTF_8).contains("\"true\"");
      } finally {
        connection.disconnect();
      }
    } catch (IOException e) {
      return false;
    }
  }
}
