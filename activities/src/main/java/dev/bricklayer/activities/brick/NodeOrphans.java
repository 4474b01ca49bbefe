package dev.bricklayer.activities.brick;

import static java.util.stream.Collectors.toSet;

import dev.bricklayer.activities.brick.Orphan.Kind;
import dev.bricklayer.activities.filesystem.NodeFileSystem;
import dev.bricklayer.activities.journal.Journal;
import dev.bricklayer.activities.journal.JournalEntry;
import dev.bricklayer.activities.process.RunningProcess;
import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.operation.Operation;
import dev.bricklayer.config.operation.Tombstone;
import dev.bricklayer.config.volume.Brick;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what belongs to nobody on this node: brick folders, processes, kept origins and steps of
 * the journal that the configuration says nothing of. Nothing is changed; what an open operation
 * works on, and what a tombstone says is to be cleared, does not count. It looks into the folders
 * that bricks are or were in, and no deeper.
 */
public final class NodeOrphans {

  private static final Logger LOG = LoggerFactory.getLogger(NodeOrphans.class);

  /** So many folders beside a brick are looked at; a parent with more holds users' files. */
  private static final int MOST_SIBLINGS = 2000;

  private final BrickSettings settings;
  private final NodeFileSystem files;
  private final Journal journal;
  private final BrickOrigins origins;
  private final ClusterView view;
  private final BrickTable table;

  NodeOrphans(
      BrickSettings settings,
      NodeFileSystem files,
      Journal journal,
      BrickOrigins origins,
      ClusterView view) {
    this.settings = settings;
    this.files = files;
    this.journal = journal;
    this.origins = origins;
    this.view = view;
    this.table = new BrickTable(settings.peer());
  }

  /**
   * All of them by path, as they are now.
   *
   * @throws ClusterException {@code UNAVAILABLE} while the node has no copy of the configuration:
   *     then it does not know what belongs to whom
   */
  public List<Orphan> list() {
    if (view.revision() == 0) {
      throw new ClusterException(
          ErrorCode.UNAVAILABLE,
          "this node has not read the configuration yet, and cannot say what belongs to nobody",
          Map.of("peer-id", settings.peer().toString()));
    }
    return new Look().all();
  }

  /** One look at everything. */
  private final class Look {
    private final Set<UUID> bricks;
    private final Set<Path> paths = new HashSet<>();
    private final Set<UUID> dying;

    /** The folders that bricks are or were in, with where they really are. */
    private final Map<Path, Path> places = new HashMap<>();

    private final Set<UUID> busy = new HashSet<>();
    private final Map<String, Found> found = new TreeMap<>();

    private Look() {
      Collection<Brick> registered = view.bricksOn(settings.peer());
      bricks = registered.stream().map(Brick::id).collect(toSet());
      for (Brick brick : registered) {
        Path path = Path.of(brick.path());
        paths.add(path);
        paths.add(near(path).resolve(path.getFileName()));
      }
      dying = view.tombstones(settings.peer()).stream().map(Tombstone::volumeId).collect(toSet());
    }

    private List<Orphan> all() {
      journalAndOrigins();
      processes();
      for (Path place : Set.copyOf(places.values())) {
        folders(place);
      }
      return found.values().stream().map(Found::orphan).toList();
    }

    private void journalAndOrigins() {
      for (JournalEntry entry : journal.open()) {
        UUID operation = entry.ticket().operation();
        Optional<Operation> record = view.operation(operation);
        List<Brick> touched = bricks(entry);
        if (record.filter(Operation::open).isPresent()) {
          touched.forEach(brick -> busy.add(brick.id()));
        }
        touched.stream()
            .filter(brick -> record.isEmpty() && ownerless(brick))
            .forEach(brick -> note(brick, Kind.JOURNAL, operation));
        touched.forEach(brick -> near(Path.of(brick.path())));
      }
      for (BrickOrigin origin : origins.all()) {
        near(origin.folder());
        if (view.operation(origin.operation()).filter(Operation::open).isPresent()) {
          busy.add(origin.brick().id());
        } else if (ownerless(origin.brick())) {
          note(origin.brick(), Kind.ORIGIN, origin.operation());
        }
      }
    }

    private static List<Brick> bricks(JournalEntry entry) {
      return switch (entry.step()) {
        case PreparedBricks.STEP -> entry.facts(PreparedBricks.class).task().bricks();
        case StartedBricks.STEP -> entry.facts(StartedBricks.class).task().bricks();
        default -> List.of();
      };
    }

    private boolean ownerless(Brick brick) {
      return !bricks.contains(brick.id())
          && !busy.contains(brick.id())
          && !dying.contains(brick.volumeId());
    }

    private void note(Brick brick, Kind kind, @Nullable UUID operation) {
      Found at = at(brick.path());
      at.what.add(kind);
      at.volume = brick.volumeName();
      at.volumeId = brick.volumeId();
      at.operation = operation == null ? at.operation : operation;
    }

    private void processes() {
      Map<String, List<RunningProcess>> byBrick = new TreeMap<>();
      for (RunningProcess process : table.all()) {
        BrickTable.brickId(process)
            .ifPresent(id -> byBrick.computeIfAbsent(id, any -> new ArrayList<>()).add(process));
      }
      byBrick.forEach(
          (id, running) -> {
            String path = running.get(0).option("--brick-name").orElse("");
            if (running.size() > 1 && !launching(id)) {
              at(path).what.add(Kind.SECOND_PROCESS);
              running.forEach(process -> at(path).pids.add(process.pid()));
            }
            if (!belongs(id, path)) {
              at(path).what.add(Kind.PROCESS);
              running.forEach(process -> at(path).pids.add(process.pid()));
              near(Path.of(path));
            }
          });
    }

    /** A launcher and what it launched are two for a moment. */
    private boolean launching(String id) {
      return Files.exists(settings.folders().run().resolve("bricks").resolve(id + ".out"));
    }

    private boolean belongs(String id, String path) {
      try {
        UUID brick = UUID.fromString(id);
        return bricks.contains(brick)
            || busy.contains(brick)
            || view.tombstones(settings.peer()).stream()
                .flatMap(dead -> dead.bricks().stream())
                .anyMatch(dead -> dead.id().equals(brick));
      } catch (IllegalArgumentException e) {
        LOG.debug("the process on {} bears no brick's id", path);
        return false;
      }
    }

    /** The folder of a brick and those beside it are to be looked at. */
    private Path near(Path brick) {
      Path parent = brick.getParent() == null ? brick : brick.getParent();
      return places.computeIfAbsent(parent, RegisteredPaths::real);
    }

    private void folders(Path place) {
      if (!Files.isDirectory(place)) {
        return;
      }
      int looked = 0;
      try (DirectoryStream<Path> all = Files.newDirectoryStream(place)) {
        for (Path folder : all) {
          if (++looked > MOST_SIBLINGS) {
            LOG.debug("{} holds more than {} files; the rest is not looked at", place, looked);
            return;
          }
          if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) && !paths.contains(folder)) {
            folder(folder);
          }
        }
      } catch (IOException e) {
        LOG.debug("cannot look for bricks in {}: {}", place, e.toString());
      }
    }

    private void folder(Path folder) throws IOException {
      Optional<byte[]> mark = files.xattr(folder, BrickOrigin.VOLUME_ID);
      if (mark.isEmpty() || mark.get().length != 16) {
        return;
      }
      ByteBuffer bytes = ByteBuffer.wrap(mark.get());
      UUID volume = new UUID(bytes.getLong(), bytes.getLong());
      if (dying.contains(volume) || inWork(volume, folder) || ofANeighbour(volume, folder)) {
        return;
      }
      Found at = at(folder.toString());
      at.what.add(Kind.FOLDER);
      at.volumeId = volume;
      at.volume =
          at.volume != null
              ? at.volume
              : view.volume(volume).map(known -> known.volume().name()).orElse(null);
    }

    /** Nodes that share a host may keep their bricks side by side. */
    private boolean ofANeighbour(UUID volume, Path folder) {
      return view.volume(volume).stream()
          .flatMap(known -> known.bricks().stream())
          .filter(brick -> !brick.peerId().equals(settings.peer()))
          .anyMatch(brick -> Path.of(brick.path()).equals(folder));
    }

    private boolean inWork(UUID volume, Path folder) {
      return origins.all().stream()
          .filter(origin -> busy.contains(origin.brick().id()))
          .anyMatch(
              origin -> origin.brick().volumeId().equals(volume) && origin.folder().equals(folder));
    }

    private Found at(String path) {
      String real = RegisteredPaths.real(Path.of(path)).toString();
      return found.computeIfAbsent(real, Found::new);
    }
  }

  private static final class Found {
    private final String path;
    private final EnumSet<Kind> what = EnumSet.noneOf(Kind.class);
    private final Set<Long> pids = new LinkedHashSet<>();
    private @Nullable String volume;
    private @Nullable UUID volumeId;
    private @Nullable UUID operation;

    private Found(String path) {
      this.path = path;
    }

    private Orphan orphan() {
      return new Orphan(path, List.copyOf(what), volume, volumeId, operation, List.copyOf(pids));
    }
  }
}
