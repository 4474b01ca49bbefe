package dev.bricklayer.activities.brick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.activities.filesystem.LinuxFileSystem;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.workflows.volume.NodeBricks;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeBrickActivitiesIT {

  @TempDir Path temp;
  private XfsImage xfs;
  private VolfileResponder volfiles;
  private NodeRig rig;

  @BeforeEach
  void mount() throws Exception {
    xfs = new XfsImage(temp);
    volfiles = new VolfileResponder();
    rig = new NodeRig(temp, volfiles.port(), new LinuxFileSystem());
  }

  @AfterEach
  void unmount() throws Exception {
    rig.close();
    volfiles.close();
    xfs.close();
  }

  @Test
  void preparesStartsStopsAndReleases() throws Exception {
    List<Brick> bricks =
        rig.bricks(
            "v1", xfs.point.resolve("a/b0"), xfs.point.resolve("a/b1"), xfs.point.resolve("b2"));
    bricks.forEach(brick -> volfiles.volfiles.put(brick.volfileId(), BrickGraph.of(brick)));
    List<String> before = XfsImage.listing(xfs.point);
    NodeBricks task = rig.task(rig.ticket(), bricks);

    rig.node.prepare(task, NodeRig.CREATE);
    rig.node.start(task);
    assertThat(bricks.stream().map(rig.processes::status)).allMatch(BrickStatus::online);
    assertThat(volfiles.ports).hasSize(3);

    rig.node.stop(task);
    assertThat(bricks.stream().map(rig.processes::status)).noneMatch(BrickStatus::online);

    rig.node.release(task);
    assertThat(XfsImage.listing(xfs.point)).isEqualTo(before);
  }
}
