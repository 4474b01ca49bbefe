package dev.bricklayer.node.facts;

import dev.bricklayer.activities.brick.BrickRuntime;
import dev.bricklayer.activities.brick.BrickStatus;
import dev.bricklayer.activities.filesystem.Mount;
import dev.bricklayer.activities.filesystem.NodeFileSystem;
import dev.bricklayer.activities.filesystem.Space;
import dev.bricklayer.config.volume.Brick;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Facts of this node's own bricks. */
public final class LocalBricks {
  private final BrickRuntime processes;
  private final NodeFileSystem files;

  public LocalBricks(BrickRuntime processes, NodeFileSystem files) {
    this.processes = processes;
    this.files = files;
  }

  public List<BrickFact> facts(List<Brick> bricks) {
    return bricks.stream().map(this::fact).toList();
  }

  private BrickFact fact(Brick brick) {
    BrickStatus status = processes.status(brick);
    Path path = Path.of(brick.path());
    try {
      Mount mount = files.mount(path);
      Space space = files.space(path);
      return new BrickFact(
          brick.id(),
          status.online(),
          status.pid(),
          status.port(),
          mount.type(),
          String.join(",", mount.options()),
          mount.source(),
          space.total(),
          space.used(),
          space.free());
    } catch (IOException e) {
      return new BrickFact(
          brick.id(), status.online(), status.pid(), status.port(), "", "", "", 0, 0, 0);
    }
  }
}
