package dev.bricklayer.activities.brick;

import static java.util.stream.Collectors.toSet;

import dev.bricklayer.activities.journal.Journal;
import dev.bricklayer.activities.process.PeriodicCheck;
import dev.bricklayer.activities.trace.Spans;
import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.cluster.VolumeView;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.operation.Operation;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.config.volume.VolumeState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this node's bricks as the configuration wants them: those of started volumes run, those of
 * stopped volumes do not. Looks at the bricks that should run every second, and at volumes that
 * changed, or whose operation goes on, at once: what a look costs does not grow with the volumes
 * that are not started. All volumes are looked at from time to time.
 *
 * <p>A brick is stopped only when the store itself says, right before, that it is not to run: one
 * whose volume is merely missing goes on.
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
  private static final String VOLUME = "volume/";
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration ALL = Duration.ofSeconds(60);

  private final BrickSettings settings;
  private final ClusterView view;
  private final BrickRuntime processes;
  private final BrickStarting starting;
  private final PositiveProof proof;
  private final Journal journal;
  private final BrickEvents events;
  private final LongSupplier nanoTime;
  private final BrickFanOut fanOut;
  private final Duration look;
  private final Map<UUID, Care> cared = new HashMap<>();

  /** Started volumes with bricks here, by name. */
  private final Map<String, VolumeView> wanted = new HashMap<>();

  /** Names of volumes to be looked at: they changed, or an operation on them was open. */
  private final Set<String> pending = new TreeSet<>();

  private final Set<String> changed = ConcurrentHashMap.newKeySet();
  private OptionalLong lookedAtAll = OptionalLong.empty();
  private OptionalLong lookedAtWanted = OptionalLong.empty();
  private final AutoCloseable listening;
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
      BrickRuntime processes,
      BrickEvents events) {
    this(
        settings,
        node.steps().starting(),
        node.proof(),
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
      PositiveProof proof,
      Journal journal,
      ClusterView view,
      BrickRuntime processes,
      BrickEvents events,
      LongSupplier nanoTime,
      Duration look) {
    this.settings = settings;
    this.starting = starting;
    this.proof = proof;
    this.journal = journal;
    this.view = view;
    this.processes = processes;
    this.events = events;
    this.nanoTime = nanoTime;
    this.fanOut = new BrickFanOut(settings.parallel(), Spans.NONE);
    this.look = look;
    this.check = new PeriodicCheck("brick-keeper", look, this::look);
    this.listening =
        view.onChange(
            (volumes, revision) -> {
              changed.addAll(volumes);
              check.wake();
            });
  }

  @Override
  public void close() throws Exception {
    listening.close();
    check.close();
    fanOut.close();
  }

  private void look() {
    long now = nanoTime.getAsLong();
    noteWhatToLookAt(now);
    Set<UUID> starting = starting();
    List<VolumeView> fresh = new ArrayList<>();
    List<Brick> unwanted = new ArrayList<>();
    for (String name : List.copyOf(pending)) {
      if (!operated(name, starting)) {
        pending.remove(name);
        sort(name, fresh, unwanted);
      }
    }
    Collection<VolumeView> due = passed(lookedAtWanted, look, now) ? wanted.values() : fresh;
    if (due != fresh) {
      lookedAtWanted = OptionalLong.of(now);
    }
    List<Brick> idle = new ArrayList<>();
    for (VolumeView volume : due) {
      if (!operated(volume.volume().name(), starting)) {
        here(volume).stream().filter(this::due).forEach(idle::add);
      }
    }
    fanOut.each("stop brick", unwanted, this::stopUnwanted);
    fanOut.each("start brick", idle, this::restart);
  }

  private void noteWhatToLookAt(long now) {
    if (passed(lookedAtAll, ALL, now)) {
      lookedAtAll = OptionalLong.of(now);
      view.volumes().forEach(volume -> pending.add(volume.volume().name()));
      pending.addAll(wanted.keySet());
    }
    for (String name : Set.copyOf(changed)) {
      changed.remove(name);
      pending.add(name);
    }
    view.openOperations().stream()
        .map(Operation::subject)
        .filter(subject -> subject.startsWith(VOLUME))
        .forEach(subject -> pending.add(subject.substring(VOLUME.length())));
    starts(operation -> true).forEach(start -> pending.add(start.task().volumeName()));
  }

  private static boolean passed(OptionalLong since, Duration time, long now) {
    return since.isEmpty() || now - since.getAsLong() >= time.toNanos();
  }

  /** Which of its bricks are to run and which are not, from now on. */
  private void sort(String name, List<VolumeView> fresh, List<Brick> unwanted) {
    VolumeView before = wanted.remove(name);
    VolumeView volume = view.volume(name).orElse(null);
    boolean started = volume != null && volume.volume().state() == VolumeState.STARTED;
    List<Brick> bricks = volume == null ? List.of() : here(volume);
    if (before != null) {
      here(before).stream()
          .filter(brick -> !started || !bricks.contains(brick))
          .forEach(brick -> cared.remove(brick.id()));
    }
    if (volume != null && started && !bricks.isEmpty()) {
      wanted.put(name, volume);
      fresh.add(volume);
    } else {
      for (Brick brick : bricks) {
        if (processes.running(brick)) {
          unwanted.add(brick);
          pending.add(name); // until none runs
        }
      }
    }
  }

  private List<Brick> here(VolumeView volume) {
    return volume.bricks().stream()
        .filter(brick -> brick.peerId().equals(settings.peer()))
        .toList();
  }

  private boolean operated(String name, Set<UUID> starting) {
    return !view.openOperations(VOLUME + name).isEmpty()
        || !starting.isEmpty()
            && view.volume(name).map(found -> starting.contains(found.volume().id())).orElse(false);
  }

  /** The starts that the journal knows of and nobody has settled. */
  private List<StartedBricks> starts(Predicate<UUID> operation) {
    return journal.open().stream()
        .filter(entry -> entry.step().equals(StartedBricks.STEP))
        .filter(entry -> operation.test(entry.ticket().operation()))
        .map(entry -> entry.facts(StartedBricks.class))
        .toList();
  }

  /** Volumes that are being started; the view may not know of the operation yet. */
  private Set<UUID> starting() {
    return starts(operation -> !ended(operation)).stream()
        .map(start -> start.task().volumeId())
        .collect(toSet());
  }

  private boolean ended(UUID operation) {
    return view.operation(operation).filter(record -> !record.open()).isPresent();
  }

  /** Whether the brick is to be started now; notes what is seen of it. */
  private boolean due(Brick brick) {
    Care care = cared.computeIfAbsent(brick.id(), id -> new Care());
    long now = nanoTime.getAsLong();
    if (processes.running(brick)) {
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
      if (!wanted(brick) && mustNotRun(brick)) {
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
    if (processes.running(brick)
        && view.openOperations(VOLUME + brick.volumeName()).isEmpty()
        && !starting().contains(brick.volumeId())
        && !wanted(brick)
        && mustNotRun(brick)) {
      LOG.info("brick {} of {} runs but is not wanted", brick.path(), brick.volumeName());
      processes.stop(brick);
    }
  }

  /** A store that does not answer proves nothing: the brick goes on and is looked at again. */
  private boolean mustNotRun(Brick brick) {
    try {
      return proof.mustNotRun(brick.volumeId(), brick.volumeName());
    } catch (ClusterException e) {
      LOG.debug("brick {} goes on: {}", brick.path(), e.sentence());
      return false;
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
