package dev.bricklayer.config.cluster;

import dev.bricklayer.config.event.ClusterEvent;
import dev.bricklayer.config.operation.Debt;
import dev.bricklayer.config.operation.Operation;
import dev.bricklayer.config.operation.Tombstone;
import dev.bricklayer.config.peer.Agent;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.config.store.Entry;
import dev.bricklayer.config.store.Listing;
import dev.bricklayer.config.store.WatchListener.Versioned;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.config.volume.Volume;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a cluster's keys say, in maps. Written by one thread at a time; any thread may read at any
 * time. Bricks appear before their volume and go after it. A value that cannot be read is logged
 * and left out; the one before it stays.
 */
final class ClusterCopy {
  private static final Logger log = LoggerFactory.getLogger(ClusterCopy.class);
  private static final String VOLUMES = "volumes";
  private static final String BRICKS = "bricks";
  private static final String OPERATIONS = "operations";
  private static final String ENGINE = "engine";
  private static final String REST_SECRETS = "auth";
  private static final String PORTS = "ports";

  final Section<Peer> peers = new Section<>(Peer.class);
  final Section<Agent> agents = new Section<>(Agent.class);
  final Section<Operation> operations = new Section<>(Operation.class);
  final Section<Debt> debts = new Section<>(Debt.class);
  final Section<Tombstone> tombstones = new Section<>(Tombstone.class);
  final Section<BrickPort> ports = new Section<>(BrickPort.class);
  final Section<ClusterEvent> events = new Section<>(ClusterEvent.class);

  /** By {@code <peer><path>}. */
  final Section<Brick> bricks = new Section<>(Brick.class);

  final Section<Engine> engine = new Section<>(Engine.class);

  /** The present one by an empty rest, former ones by {@code former/<generation>}. */
  final Section<RestSecret> restSecrets = new Section<>(RestSecret.class);

  final Section<VolumeView> volumes = new Section<>(VolumeView.class);
  final Map<UUID, String> names = new ConcurrentHashMap<>();
  final OpenOperations open = new OpenOperations();

  private final String root;
  private final Map<String, Section<?>> plain =
      Map.of(
          "peers",
          peers,
          "alive",
          agents,
          "debts",
          debts,
          "tombstones",
          tombstones,
          PORTS,
          ports,
          "events",
          events,
          ENGINE,
          engine,
          REST_SECRETS,
          restSecrets);

  /** The writer's own: volumes as they are stored, and each volume's bricks. */
  private final Section<Volume> stored = new Section<>(Volume.class);

  private final Map<String, Long> storedAt = new HashMap<>();
  private final Map<UUID, TreeMap<String, Brick>> bricksOf = new HashMap<>();

  /** The names of volumes that the changes at hand touch, and bricks that they remove. */
  private final Set<String> touched = new HashSet<>();

  private final Set<UUID> touchedIds = new HashSet<>();

  /** The names of volumes of whose bricks the changes at hand tell the port. */
  private final Set<String> relocated = new HashSet<>();

  /** Ended records wait for what their operations did: whoever sees the end sees the effect. */
  private final Map<String, Operation> ended = new HashMap<>();

  private final List<String> removedBricks = new ArrayList<>();

  ClusterCopy(ClusterKeys keys) {
    this.root = keys.root();
  }

  /**
   * Applies one revision.
   *
   * @return names of the volumes that look different now, or whose bricks are at other ports
   */
  Set<String> apply(List<Versioned> changes) {
    for (Versioned change : changes) {
      Entry entry = change.entry();
      try {
        String rest = entry.key().substring(root.length());
        int slash = rest.indexOf('/');
        String kind = slash < 0 ? rest : rest.substring(0, slash);
        String name = slash < 0 ? "" : rest.substring(slash + 1);
        if (change.deleted()) {
          delete(kind, name);
        } else {
          put(kind, name, entry);
        }
      } catch (RuntimeException e) {
        log.error("the value of {} cannot be read and is left out: {}", entry.key(), e.toString());
      }
    }
    return publish();
  }

  /** Makes this the copy of exactly that. */
  Set<String> replace(Listing everything) {
    List<Versioned> changes = new ArrayList<>(everything.entries().size());
    Set<String> there = new HashSet<>();
    for (Entry entry : everything.entries()) {
      there.add(entry.key());
      changes.add(new Versioned(entry, false));
    }
    for (String key : keys()) {
      if (!there.contains(key)) {
        changes.add(new Versioned(new Entry(key, new byte[0], everything.revision()), true));
      }
    }
    return apply(changes);
  }

  private List<String> keys() {
    List<String> keys = new ArrayList<>();
    plain.forEach((kind, section) -> addKeys(keys, kind, section));
    addKeys(keys, VOLUMES, stored);
    addKeys(keys, BRICKS, bricks);
    addKeys(keys, OPERATIONS, operations);
    return keys;
  }

  private void addKeys(List<String> keys, String kind, Section<?> section) {
    section.keys().forEach(name -> keys.add(root + kind + (name.isEmpty() ? "" : "/" + name)));
  }

  private void put(String kind, String name, Entry entry) {
    switch (kind) {
      case VOLUMES -> putVolume(name, entry);
      case BRICKS -> putBrick(name, bricks.parse(entry.value()));
      case OPERATIONS -> putOperation(name, operations.parse(entry.value()));
      default -> {
        Section<?> section = plain.get(kind);
        if (section != null) {
          putPlain(section, name, entry);
        }
        if (kind.equals(PORTS)) {
          bricks.get(name).ifPresent(brick -> relocated.add(brick.volumeName()));
        }
      }
    }
  }

  private static <T> void putPlain(Section<T> section, String name, Entry entry) {
    section.put(name, section.parse(entry.value()));
  }

  private void putVolume(String name, Entry entry) {
    Volume volume = stored.parse(entry.value());
    check(name.equals(volume.name()) && volume.id() != null && !volume.subvols().isEmpty());
    stored.put(name, volume);
    storedAt.put(name, entry.modRevision());
    touched.add(name);
  }

  private void putBrick(String name, Brick brick) {
    check(name.equals(brick.peerId() + brick.path()) && brick.volumeId() != null);
    Brick before = bricks.put(name, brick);
    if (before != null) {
      forget(name, before);
    }
    bricksOf.computeIfAbsent(brick.volumeId(), id -> new TreeMap<>()).put(name, brick);
    touchedIds.add(brick.volumeId());
  }

  private void putOperation(String name, Operation operation) {
    check(name.equals(String.valueOf(operation.id())) && operation.state() != null);
    if (operation.open()) {
      operations.put(name, operation);
      open.put(operation);
    } else {
      ended.put(name, operation);
    }
  }

  private static void check(boolean consistent) {
    if (!consistent) {
      throw new IllegalArgumentException("it does not fit its key");
    }
  }

  private void delete(String kind, String name) {
    switch (kind) {
      case VOLUMES -> {
        stored.remove(name);
        storedAt.remove(name);
        touched.add(name);
      }
      case BRICKS -> bricks.get(name).ifPresent(brick -> deleteBrick(name, brick));
      case OPERATIONS -> {
        ended.remove(name);
        Operation gone = operations.remove(name);
        if (gone != null) {
          open.remove(gone.id());
        }
      }
      default -> {
        Section<?> section = plain.get(kind);
        if (section != null) {
          section.remove(name);
        }
        if (kind.equals(PORTS)) {
          bricks.get(name).ifPresent(brick -> relocated.add(brick.volumeName()));
        }
      }
    }
  }

  private void deleteBrick(String name, Brick brick) {
    removedBricks.add(name);
    forget(name, brick);
  }

  private void forget(String name, Brick brick) {
    touchedIds.add(brick.volumeId());
    TreeMap<String, Brick> others = bricksOf.get(brick.volumeId());
    if (others != null) {
      others.remove(name);
      if (others.isEmpty()) {
        bricksOf.remove(brick.volumeId());
      }
    }
  }

  private Set<String> publish() {
    for (UUID id : touchedIds) {
      String name = names.get(id);
      if (name != null) {
        touched.add(name);
      }
    }
    Set<String> different = new HashSet<>();
    for (String name : touched) {
      if (publish(name)) {
        different.add(name);
      }
    }
    relocated.stream().filter(name -> volumes.get(name).isPresent()).forEach(different::add);
    removedBricks.forEach(bricks::remove);
    ended.forEach(
        (name, operation) -> {
          operations.put(name, operation);
          open.remove(operation.id());
        });
    ended.clear();
    touched.clear();
    touchedIds.clear();
    relocated.clear();
    removedBricks.clear();
    return different;
  }

  private boolean publish(String name) {
    Volume volume = stored.get(name).orElse(null);
    VolumeView before = volumes.get(name).orElse(null);
    if (volume == null) {
      volumes.remove(name);
      forgetName(before);
      return before != null;
    }
    Map<String, Brick> own = bricksOf.getOrDefault(volume.id(), new TreeMap<>());
    VolumeView now =
        new VolumeView(volume, List.copyOf(own.values()), storedAt.getOrDefault(name, 0L));
    if (now.equals(before)) {
      return false;
    }
    names.put(volume.id(), name);
    volumes.put(name, now);
    if (before != null && !before.volume().id().equals(volume.id())) {
      forgetName(before);
    }
    return true;
  }

  private void forgetName(@Nullable VolumeView view) {
    if (view != null) {
      names.remove(view.volume().id());
    }
  }
}
