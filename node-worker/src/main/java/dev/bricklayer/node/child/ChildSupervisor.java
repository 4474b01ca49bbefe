package dev.bricklayer.node.child;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.node.identity.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one child running.
 *
 * <ol>
 *   <li>A child of an earlier run of this node that is noted and still runs is adopted when it has
 *       the same command and answers within 2 s, else ended; so there are never two.
 *   <li>A child that ends is started again, at first at once, then with pauses that double up to 10
 *       s; a child that lived for a minute begins at the first pause again.
 *   <li>{@link #stop} ends it: TERM, and KILL after {@link ChildSpec#stopWithin}. A death of this
 *       JVM does not.
 * </ol>
 */
public final class ChildSupervisor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChildSupervisor.class);
  private static final Duration ADOPT_WITHIN = Duration.ofSeconds(2);
  private static final Duration PROBE_EVERY = Duration.ofMillis(15);
  private static final Duration WATCH_EVERY = Duration.ofMillis(200);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private static final Duration STABLE = Duration.ofMinutes(1);
  private static final int CRASHING = 5;

  private final ChildSpec spec;
  private final BooleanSupplier probe;
  private final Predicate<String> hopeless;
  private final Predicate<String> restart;
  private final DurableFile noteFile;
  private final ChildLog log;
  private final Thread thread;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean stopping;
  private boolean ended;
  private boolean ready;
  private long readySince;
  private boolean adopted;
  private @Nullable ChildProcess child;
  private @Nullable String failure;
  private int starts;
  private int crashes;

  /**
   * @param probe answers within about a second whether the child serves
   * @param restart asked when the child ended by itself, with the end of its output; false leaves
   *     it ended
   */
  public ChildSupervisor(ChildSpec spec, BooleanSupplier probe, Predicate<String> restart) {
    this(spec, probe, output -> false, restart);
  }

  /**
   * @param hopeless asked once a second with what the child wrote since the last time (its last 4
   *     KiB): true ends it, as if it had by itself
   */
  ChildSupervisor(
      ChildSpec spec,
      BooleanSupplier probe,
      Predicate<String> hopeless,
      Predicate<String> restart) {
    this.spec = spec;
    this.probe = probe;
    this.hopeless = hopeless;
    this.restart = restart;
    this.noteFile = new DurableFile(spec.noteFile());
    this.log = new ChildLog(spec.logFile(), spec.logLimit());
    this.thread = new Thread(this::supervise, "child-" + spec.name());
    this.thread.setDaemon(true);
  }

  /**
   * Begins; does not wait for the child: {@link #awaitReady}.
   *
   * @throws ClusterException when the program cannot be run at all
   */
  public ChildSupervisor start() {
    if (!Files.isExecutable(spec.program())) {
      throw new ClusterException(
          ErrorCode.INTERNAL, spec.program() + " is not there or cannot be executed");
    }
    thread.start();
    return this;
  }

  /** Waits until the child serves; false when the time was too short or it has ended for good. */
  public boolean awaitReady(Duration atMost) {
    return await(() -> ready || ended, atMost) && ready();
  }

  /** Whether the child has answered since it was started and still runs. */
  public boolean ready() {
    return locked(() -> ready);
  }

  /** The running process. */
  public OptionalLong pid() {
    return locked(() -> child != null ? OptionalLong.of(child.pid()) : OptionalLong.empty());
  }

  /** Whether the running process was begun by an earlier run of this node. */
  public boolean adopted() {
    return locked(() -> adopted);
  }

  /** How long the child has served without a break; zero while it does not. */
  public Duration upFor() {
    return locked(() -> ready ? Duration.ofNanos(System.nanoTime() - readySince) : Duration.ZERO);
  }

  /** How often a process was started here; 0 for an adopted one. */
  public int starts() {
    return locked(() -> starts);
  }

  /** Whether the child has ended by itself several times in a row without ever serving. */
  public boolean crashing() {
    return locked(() -> crashes >= CRASHING);
  }

  /** Why the child ended last, with the end of its output. */
  public Optional<String> failure() {
    return locked(() -> Optional.ofNullable(failure));
  }

  /** Whether the child has ended and will not be started again. */
  public boolean ended() {
    return locked(() -> ended);
  }

  /** Asks for the orderly end without waiting for it. */
  public void beginStop() {
    lock.lock();
    try {
      stopping = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Ends the child and waits for that; bounded by the spec's time and 3 seconds. */
  public void stop() {
    beginStop();
    if (thread.getState() != Thread.State.NEW
        && !await(() -> ended, spec.stopWithin().plusSeconds(3))) {
      LOG.error("{} did not end in time", spec.name());
    }
  }

  @Override
  public void close() {
    stop();
  }

  /** Ends several children at the same time. */
  public static void stopAll(Collection<ChildSupervisor> children) {
    children.forEach(ChildSupervisor::beginStop);
    children.forEach(ChildSupervisor::stop);
  }

  /** Stops watching and leaves the child running, as a death of the JVM would; for tests. */
  void abandon() throws InterruptedException {
    thread.interrupt();
    thread.join(TimeUnit.SECONDS.toMillis(5));
  }

  private <T> T locked(Supplier<T> look) {
    lock.lock();
    try {
      return look.get();
    } finally {
      lock.unlock();
    }
  }

  private boolean await(BooleanSupplier condition, Duration atMost) {
    long left = atMost.toNanos();
    lock.lock();
    try {
      while (!condition.getAsBoolean()) {
        if (left <= 0) {
          return false;
        }
        left = changed.awaitNanos(left);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  private void supervise() {
    try {
      ChildProcess running = takeOver();
      Duration pause = FIRST_PAUSE;
      while (!isStopping()) {
        long from = log.size();
        long startedAt = System.nanoTime();
        if (running == null) {
          running = spawn();
        }
        if (running != null) {
          log.readFrom(from);
          String last = watch(running);
          if (isStopping()) {
            running.end(spec.stopWithin());
            noteFile.delete();
            break;
          }
          if (!goOnAfter(running, last != null ? last : log.since(from))) {
            break;
          }
          running = null;
        }
        if (System.nanoTime() - startedAt > STABLE.toNanos()) {
          pause = FIRST_PAUSE;
        }
        await(() -> stopping, pause);
        pause =
            pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
                ? pause.multipliedBy(2)
                : LONGEST_PAUSE;
      }
    } catch (InterruptedException e) {
      LOG.debug("{} is no longer watched", spec.name());
    } catch (RuntimeException e) {
      LOG.error("{} is no longer watched", spec.name(), e);
    } finally {
      set(null, false);
      lock.lock();
      try {
        ended = true;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  private boolean isStopping() {
    return locked(() -> stopping);
  }

  private void set(@Nullable ChildProcess process, boolean isReady) {
    lock.lock();
    try {
      child = process;
      readySince = isReady && !ready ? System.nanoTime() : readySince;
      ready = isReady;
      crashes = isReady ? 0 : crashes;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The noted child of an earlier run when it serves and is what we want; ends it otherwise. */
  private @Nullable ChildProcess takeOver() throws InterruptedException {
    ChildNote note = noteFile.read().map(json -> Json.read(json, ChildNote.class)).orElse(null);
    ProcessFacts facts = note == null ? null : note.find().orElse(null);
    if (note == null || facts == null) {
      return null;
    }
    ChildProcess earlier = ChildProcess.found(facts);
    boolean same =
        note.pid() != 0
            && note.command().equals(spec.command())
            && !facts.executable().endsWith(ProcessFacts.REPLACED);
    if (same && serves(earlier)) {
      LOG.info("{} of an earlier run goes on as process {}", spec.name(), earlier.pid());
      lock.lock();
      try {
        adopted = true;
      } finally {
        lock.unlock();
      }
      return earlier;
    }
    LOG.info(
        "{} of an earlier run (process {}) is ended: {}",
        spec.name(),
        earlier.pid(),
        same ? "it does not answer" : "its command has changed");
    earlier.end(spec.stopWithin());
    return null;
  }

  private boolean serves(ChildProcess process) throws InterruptedException {
    long deadline = System.nanoTime() + ADOPT_WITHIN.toNanos();
    while (System.nanoTime() < deadline && process.alive()) {
      if (probe.getAsBoolean()) {
        return true;
      }
      TimeUnit.NANOSECONDS.sleep(PROBE_EVERY.toNanos());
    }
    return false;
  }

  private @Nullable ChildProcess spawn() {
    try {
      log.open();
      log.bound();
      ChildProcess process = ChildProcess.spawn(spec, noteFile);
      LOG.info("{} started as process {}", spec.name(), process.pid());
      lock.lock();
      try {
        adopted = false;
        starts++;
      } finally {
        lock.unlock();
      }
      return process;
    } catch (IOException | java.io.UncheckedIOException e) {
      fail(spec.name() + " cannot be started: " + e);
      return null;
    }
  }

  /** Returns when the child has ended or shall end; with what it wrote when it was hopeless. */
  private @Nullable String watch(ChildProcess process) throws InterruptedException {
    set(process, false);
    while (process.alive() && !isStopping()) {
      if (!ready()) {
        if (probe.getAsBoolean() && process.alive()) {
          set(process, true);
        } else {
          await(() -> stopping, PROBE_EVERY);
        }
      } else {
        // A stop must not wait for the next look.
        await(() -> stopping, WATCH_EVERY);
      }
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      String output = log.look();
      if (hopeless.test(output)) {
        process.end(spec.stopWithin());
        return output;
      }
    }
    return null;
  }

  private boolean goOnAfter(ChildProcess process, String output) {
    boolean served = ready();
    set(null, false);
    lock.lock();
    try {
      crashes = served ? 1 : crashes + 1;
    } finally {
      lock.unlock();
    }
    fail(
        spec.name()
            + " (process "
            + process.pid()
            + ") "
            + process.ending()
            + ": "
            + ChildLog.lastLines(output));
    noteFile.delete();
    return restart.test(output);
  }

  private void fail(String sentence) {
    LOG.warn("{}", sentence);
    lock.lock();
    try {
      failure = sentence;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
