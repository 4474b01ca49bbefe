package dev.bricklayer.activities.brick;

import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.volume.Brick;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Finds the registered brick of this node that a folder would overlap, with real paths. The
 * configuration's own order of paths answers for nearly all; only bricks whose path leads over a
 * symbolic link are compared one by one. Where a path leads is looked at once, when the brick is
 * first seen. Used by one thread at a time.
 */
final class RegisteredPaths {

  private static final int SPARE = 64;

  private final ClusterView view;
  private final UUID peer;

  /** The bricks that were looked at. */
  private final Set<UUID> looked = new HashSet<>();

  /** Of these the ones that are elsewhere than their path says. */
  private final List<Linked> linked = new ArrayList<>();

  private record Linked(Brick brick, Path folder) {}

  RegisteredPaths(ClusterView view, UUID peer) {
    this.view = view;
    this.peer = peer;
  }

  /** The brick that the wanted one would be, contain or lie in, but not itself. */
  Optional<Brick> overlapping(BrickOrigin wanted) {
    look();
    return view.overlapping(peer, wanted.realPath())
        .or(() -> view.overlapping(peer, wanted.brick().path()))
        .or(() -> linkedTo(wanted.folder()))
        .filter(other -> !other.id().equals(wanted.brick().id()));
  }

  private Optional<Brick> linkedTo(Path folder) {
    return linked.stream()
        .filter(at -> folder.startsWith(at.folder()) || at.folder().startsWith(folder))
        .map(Linked::brick)
        .filter(brick -> view.brick(peer, brick.path()).filter(brick::equals).isPresent())
        .findFirst();
  }

  private void look() {
    Collection<Brick> all = view.bricksOn(peer);
    for (Brick brick : all) {
      if (looked.add(brick.id())) {
        Path there = real(Path.of(brick.path()));
        if (!there.equals(Path.of(brick.path()))) {
          linked.add(new Linked(brick, there));
        }
      }
    }
    if (looked.size() > 2 * all.size() + SPARE) {
      looked.clear(); // most of them are gone: look anew
      linked.clear();
      look();
    }
  }

  /** Also of a path that is not there at the moment: as far down as it is. */
  static Path real(Path path) {
    for (Path at = path; at != null; at = at.getParent()) {
      try {
        return at.toRealPath().resolve(at.relativize(path)).normalize();
      } catch (IOException e) {
        // not there: its parent may be
      }
    }
    return path;
  }
}
