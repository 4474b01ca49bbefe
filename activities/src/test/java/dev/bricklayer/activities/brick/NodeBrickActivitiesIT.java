package dev.bricklayer.activities.brick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.activities.filesystem.LinuxFileSystem;
import dev.bricklayer.activities.journal.Journal;
import dev.bricklayer.config.operation.OperationKind;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.config.volume.BrickType;
import dev.bricklayer.workflows.operation.Ticket;
import dev.bricklayer.workflows.volume.BrickChecks;
import dev.bricklayer.workflows.volume.NodeBricks;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeBrickActivitiesIT {

  @TempDir Path temp;
  private XfsImage xfs;
  private VolfileResponder volfiles;
  private BrickSettings settings;
  private NodeBrickActivities node;
  private BrickProcesses processes;
  private final FakeView view = new FakeView();
  private final UUID peer = UUID.randomUUID();

  @BeforeEach
  void mount() throws Exception {
    xfs = new XfsImage(temp);
    volfiles = new VolfileResponder();
    settings =
        new BrickSettings(
            peer,
            new BrickSettings.Folders(
                temp.resolve("state"), temp.resolve("run"), temp.resolve("log")),
            new BrickSettings.VolfileServer("127.0.0.1", volfiles.port()),
            BrickSettings.Programs.DEFAULT,
            BrickSettings.PortRange.DEFAULT,
            BrickSettings.Delays.DEFAULT,
            8);
    LinuxFileSystem files = new LinuxFileSystem();
    processes =
        new BrickProcesses(
            settings,
            files,
            new BrickPorts(temp.resolve("state/ports.json"), settings.ports(), peer));
    node =
        new NodeBrickActivities(
            settings,
            files,
            new Journal(temp.resolve("state/journal"), files, Clock.systemUTC()),
            processes,
            view,
            new FakeStore());
  }

  @AfterEach
  void unmount() throws Exception {
    node.close();
    volfiles.close();
    xfs.close();
  }

  @Test
  void preparesStartsStopsAndReleases() throws Exception {
    UUID volume = UUID.randomUUID();
    List<Brick> bricks = List.of(brick(volume, 0), brick(volume, 1), brick(volume, 2));
    bricks.forEach(brick -> volfiles.volfiles.put(brick.volfileId(), BrickGraph.of(brick)));
    List<String> before = XfsImage.listing(xfs.point);
    NodeBricks task = new NodeBricks(ticket(), volume, "v1", bricks, false, 1);

    node.prepare(task, new BrickChecks(false, false, false, true));
    node.start(task);
    assertThat(bricks.stream().map(processes::status)).allMatch(BrickStatus::online);
    assertThat(volfiles.ports).hasSize(3);

    node.stop(task);
    assertThat(bricks.stream().map(processes::status)).noneMatch(BrickStatus::online);

    node.release(task);
    assertThat(XfsImage.listing(xfs.point)).isEqualTo(before);
  }

  private Ticket ticket() {
    return new Ticket(UUID.randomUUID(), OperationKind.CREATE_VOLUME, "c", 1, 1);
  }

  private Brick brick(UUID volume, int index) {
    return new Brick(
        UUID.randomUUID(),
        volume,
        "v1",
        peer,
        "127.0.0.1",
        xfs.point + "/bricks/b" + index + "/brick",
        BrickType.BRICK,
        0,
        index);
  }
}
