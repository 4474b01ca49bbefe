package dev.bricklayer.activities.brick;

import dev.bricklayer.activities.journal.Journal;
import dev.bricklayer.activities.process.PeriodicCheck;
import dev.bricklayer.activities.trace.Spans;
import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.cluster.VolumeView;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.config.volume.VolumeState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this node's bricks as the configuration wants them: those of started volumes run, those of
 * stopped volumes do not. Looks every second and at once when woken.
 *
 * <ul>
 *   <li>A brick that has not been seen running yet (the node just came up, the volume was started
 *       while it was away) is started at once.
 *   <li>One that died is started again after {@code restart}; each failure, and each death within
 *       {@code restartMost} of a start, doubles the wait up to {@code restartMost}.
 *   <li>A volume with an open operation is left alone.
 * </ul>
 */
public final class BrickKeeper implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(BrickKeeper.class);
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final BrickSettings settings;
  private final ClusterView view;
  private final BrickProcesses processes;
  private final BrickStarting starting;
  private final Journal journal;
  private final BrickEvents events;
  private final LongSupplier nanoTime;
  private final BrickFanOut fanOut;
  private final Map<UUID, Care> cared = new HashMap<>();
  private final PeriodicCheck check;

  /** What is known of one brick. Used by one thread at a time. */
  private static final class Care {
    private boolean seenRunning;
    private int attempts;
    private long startedAt;
    private long nextTry;
  }

  /** Starts to look at once; after the view has been filled. */
  public BrickKeeper(
      BrickSettings settings,
      NodeBrickActivities node,
      Journal journal,
      ClusterView view,
      BrickProcesses processes,
      BrickEvents events) {
    this(
        settings,
        node.steps().starting(),
        journal,
        view,
        processes,
        events,
        System::nanoTime,
        LOOK);
  }

  BrickKeeper(
      BrickSettings settings,
      BrickStarting starting,
      Journal journal,
      ClusterView view,
      BrickProcesses processes,
      BrickEvents events,
      LongSupplier nanoTime,
      Duration look) {
    this.settings = settings;
    this.starting = starting;
    this.journal = journal;
    this.view = view;
    this.processes = processes;
    this.events = events;
    this.nanoTime = nanoTime;
    this.fanOut = new BrickFanOut(settings.parallel(), Spans.NONE);
    this.check = new PeriodicCheck("brick-keeper", look, this::look);
  }

  /** Looks at once: the configuration changed, or a brick signed out. */
  public void wake() {
    check.wake();
  }

  @Override
  public void close() {
    check.close();
    fanOut.close();
  }

  private void look() {
    List<Brick> due = new ArrayList<>();
    List<Brick> unwanted = new ArrayList<>();
    Set<UUID> here = new HashSet<>();
    for (VolumeView volume : view.volumes()) {
      List<Brick> bricks =
          volume.bricks().stream().filter(brick -> brick.peerId().equals(settings.peer())).toList();
      bricks.forEach(brick -> here.add(brick.id()));
      if (bricks.isEmpty() || operated(volume.volume().name(), volume.volume().id())) {
        continue;
      }
      if (volume.volume().state() == VolumeState.STARTED) {
        bricks.stream().filter(this::due).forEach(due::add);
      } else {
        bricks.forEach(brick -> cared.remove(brick.id()));
        unwanted.addAll(bricks);
      }
    }
    cared.keySet().retainAll(here);
    fanOut.each("stop brick", unwanted, this::stopUnwanted);
    fanOut.each("start brick", due, this::restart);
  }

  /** The journal knows of a start before the view may know of its operation. */
  private boolean operated(String volume, UUID volumeId) {
    return !view.openOperations("volume/" + volume).isEmpty()
        || journal.open().stream()
            .filter(entry -> entry.step().equals(StartedBricks.STEP))
            .filter(entry -> !ended(entry.ticket().operation()))
            .anyMatch(entry -> entry.facts(StartedBricks.class).task().volumeId().equals(volumeId));
  }

  private boolean ended(UUID operation) {
    return view.operation(operation).filter(record -> !record.open()).isPresent();
  }

  /** Whether the brick is to be started now; notes what is seen of it. */
  private boolean due(Brick brick) {
    Care care = cared.computeIfAbsent(brick.id(), id -> new Care());
    long now = nanoTime.getAsLong();
    if (processes.find(brick).isPresent()) {
      if (!care.seenRunning) {
        care.seenRunning = true;
        care.startedAt = now;
      } else if (now - care.startedAt > settings.delays().restartMost().toNanos()) {
        care.attempts = 0;
      }
      return false;
    }
    if (care.seenRunning) {
      care.seenRunning = false;
      care.nextTry = now + pause(care.attempts);
      care.attempts++;
      LOG.warn("brick {} of {} died", brick.path(), brick.volumeName());
      events.died(brick);
      return false;
    }
    return care.nextTry - now <= 0 || care.attempts == 0;
  }

  private void restart(Brick brick) throws InterruptedException {
    Care care = cared.get(brick.id());
    if (care == null || !wanted(brick)) {
      return;
    }
    try {
      starting.requireMarks(brick);
      processes.start(brick);
      care.seenRunning = true;
      care.startedAt = nanoTime.getAsLong();
      LOG.info("brick {} of {} was started", brick.path(), brick.volumeName());
      events.restarted(brick, Math.max(1, care.attempts));
      if (!wanted(brick)) {
        processes.stop(brick); // the volume was stopped while the brick came up
      }
    } catch (ClusterException e) {
      long pause = pause(care.attempts);
      care.nextTry = nanoTime.getAsLong() + pause;
      care.attempts++;
      LOG.error("{}; next attempt in {} s", e.sentence(), Duration.ofNanos(pause).toSeconds());
      events.failed(brick, care.attempts, e.sentence());
    }
  }

  /**
   * Looks again whether it is unwanted, after its process was seen: an operation may have started
   * it since the volume was looked at.
   */
  private void stopUnwanted(Brick brick) throws InterruptedException {
    if (processes.find(brick).isPresent()
        && !operated(brick.volumeName(), brick.volumeId())
        && !wanted(brick)) {
      LOG.info("brick {} of {} runs but is not wanted", brick.path(), brick.volumeName());
      processes.stop(brick);
    }
  }

  private boolean wanted(Brick brick) {
    return view.volume(brick.volumeId())
        .filter(found -> found.volume().state() == VolumeState.STARTED)
        .isPresent();
  }

  private long pause(int attempts) {
    long first = settings.delays().restart().toNanos();
    long most = settings.delays().restartMost().toNanos();
    return Math.min(most, first << Math.min(attempts, 20));
  }
}
