package dev.bricklayer.workflows.sweep;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.workflows.volume.BrickChecks;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A storage node: brick folders with their marks, brick processes, and the journal that tells what
 * each operation did here. Guarded by the lock of its {@link FakeCluster}.
 */
final class FakeNode {
  private final String name;
  private final Set<Plant> plants;
  private final Map<String, Folder> folders = new TreeMap<>();
  private final Map<String, Integer> processes = new TreeMap<>();
  private final Map<UUID, Journal> journals = new HashMap<>();
  boolean alive = true;

  FakeNode(String name, Set<Plant> plants) {
    this.name = name;
    this.plants = plants;
  }

  /** A folder, with the volume that marked it and the volume that it was made for. */
  private record Folder(@Nullable UUID mark, @Nullable UUID madeFor) {}

  /** What an operation did here; once closed it does nothing any more. */
  private static final class Journal {
    final Set<String> made = new HashSet<>();
    final Set<String> marked = new HashSet<>();
    final Set<String> started = new HashSet<>();
    boolean closed;
  }

  void hasFolder(String path) {
    folders.put(path, new Folder(null, null));
  }

  void hasBrick(Brick brick, boolean made, boolean running) {
    folders.put(brick.path(), new Folder(brick.volumeId(), made ? brick.volumeId() : null));
    if (running) {
      processes.put(brick.path(), 1);
    }
  }

  void prepare(UUID operation, List<Brick> bricks, BrickChecks checks) {
    Journal journal = journal(operation);
    if (journal.closed) {
      return;
    }
    for (Brick brick : bricks) {
      Folder folder = folders.get(brick.path());
      if (folder != null && brick.volumeId().equals(folder.mark())) {
        if (plants.contains(Plant.RETRY_NOT_IDEMPOTENT)) {
          throw new ClusterException(ErrorCode.BRICK_IN_USE, brick.path() + " is marked already");
        }
        continue;
      }
      if (folder != null && folder.mark() != null) {
        throw new ClusterException(ErrorCode.BRICK_IN_USE, brick.path() + " is a brick already");
      }
      if (folder == null && !checks.createDir()) {
        throw new ClusterException(ErrorCode.BRICK_UNUSABLE, brick.path() + " does not exist");
      }
      if (folder == null) {
        journal.made.add(brick.path());
      }
      journal.marked.add(brick.path());
      folders.put(
          brick.path(), new Folder(brick.volumeId(), folder == null ? brick.volumeId() : null));
    }
  }

  void release(UUID operation) {
    Journal journal = close(operation);
    journal.marked.forEach(path -> folders.put(path, new Folder(null, null)));
    journal.made.forEach(folders::remove);
    journal.marked.clear();
    journal.made.clear();
  }

  void start(UUID operation, List<Brick> bricks) {
    Journal journal = journal(operation);
    if (journal.closed) {
      return;
    }
    for (Brick brick : bricks) {
      if (!processes.containsKey(brick.path())) {
        journal.started.add(brick.path());
        processes.put(brick.path(), 1);
      } else if (plants.contains(Plant.RETRY_NOT_IDEMPOTENT)) {
        processes.merge(brick.path(), 1, Integer::sum);
      }
    }
  }

  void undoStart(UUID operation) {
    Journal journal = close(operation);
    journal.started.forEach(processes::remove);
    journal.started.clear();
  }

  void stop(List<Brick> bricks) {
    bricks.forEach(brick -> processes.remove(brick.path()));
  }

  void clear(List<Brick> bricks) {
    stop(bricks);
    for (Brick brick : bricks) {
      Folder folder = folders.get(brick.path());
      if (folder != null && brick.volumeId().equals(folder.mark())) {
        if (folder.madeFor() != null) {
          folders.remove(brick.path());
        } else {
          folders.put(brick.path(), new Folder(null, null));
        }
      }
    }
  }

  /** Pays a debt: undoes from its journal what is left of that operation. */
  void pay(UUID operation) {
    undoStart(operation);
    release(operation);
  }

  /** Makes processes as the configuration wants them. */
  void converge(List<Brick> started, List<Brick> stopped) {
    started.forEach(brick -> processes.putIfAbsent(brick.path(), 1));
    stop(stopped);
  }

  void snapshot(Set<String> lines) {
    folders.forEach(
        (path, folder) -> lines.add(name + ": folder " + path + " mark=" + folder.mark()));
    processes.forEach((path, count) -> lines.add(name + ": " + count + " process on " + path));
  }

  private Journal journal(UUID operation) {
    return journals.computeIfAbsent(operation, id -> new Journal());
  }

  private Journal close(UUID operation) {
    Journal journal = journal(operation);
    journal.closed = true;
    return journal;
  }
}
