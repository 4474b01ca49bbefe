package dev.bricklayer.api.auth;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Slows down whoever is refused again and again, by the address that he calls from. A right token
 * is never held up, wherever it comes from: it is verified first. So many refusals are answered at
 * once, one more each second; every other one waits for {@link #PAUSE}.
 *
 * <p>What is kept is bounded: the {@link #SOURCES} that were refused last. So are the threads that
 * wait; when they are all taken, a refusal is answered at once.
 */
final class FailedAttempts {
  static final int FREE = 30;
  static final int SOURCES = 4096;
  static final Duration PAUSE = Duration.ofMillis(500);

  private static final int WAITING = 4;
  private static final long REFILL_NANOS = Duration.ofSeconds(1).toNanos();

  /** An IPv6 host may use each address of its network. */
  private static final int IPV6_NETWORK = 8;

  private final LongSupplier nanos;
  private final Consumer<Duration> pause;
  private final Semaphore waiting = new Semaphore(WAITING);

  /** The moment at which a source has used up nothing any more; the last refused one at the end. */
  private final Map<String, Long> quietFrom = new LinkedHashMap<>(16, 0.75f, true);

  FailedAttempts() {
    this(System::nanoTime, FailedAttempts::sleep);
  }

  FailedAttempts(LongSupplier nanos, Consumer<Duration> pause) {
    this.nanos = nanos;
    this.pause = pause;
  }

  /** A request from there is refused; returns when it may be told. */
  void refused(String address) {
    if (exceeds(source(address)) && waiting.tryAcquire()) {
      try {
        pause.accept(PAUSE);
      } finally {
        waiting.release();
      }
    }
  }

  private synchronized boolean exceeds(String source) {
    long now = nanos.getAsLong();
    Long noted = quietFrom.get(source);
    long from = noted == null || noted - now < 0 ? now : noted;
    if (from - now > (FREE - 1) * REFILL_NANOS) {
      return true;
    }
    quietFrom.put(source, from + REFILL_NANOS);
    if (quietFrom.size() > SOURCES) {
      quietFrom.remove(quietFrom.keySet().iterator().next());
    }
    return false;
  }

  synchronized int sources() {
    return quietFrom.size();
  }

  private static String source(String address) {
    if (address.indexOf(':') < 0) {
      return address;
    }
    try {
      byte[] bytes = InetAddress.getByName(address).getAddress();
      return HexFormat.of().formatHex(Arrays.copyOf(bytes, IPV6_NETWORK));
    } catch (UnknownHostException e) {
      return address;
    }
  }

  private static void sleep(Duration pause) {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
