package dev.bricklayer.activities.brick;

import dev.bricklayer.activities.filesystem.LinuxFileSystem;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.workflows.volume.NodeBricks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** A process of its own that starts bricks, so that it can be killed. */
public final class BrickStarter {

  private BrickStarter() {}

  static Process launch(NodeRig rig, Path folder, int volfilePort, NodeBricks task)
      throws IOException {
    Path file = folder.resolve("task.json");
    Files.write(file, Json.write(task));
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            BrickStarter.class.getName(),
            rig.peer.toString(),
            folder.toString(),
            Integer.toString(volfilePort),
            file.toString())
        .redirectErrorStream(true)
        .start();
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    NodeRig rig =
        new NodeRig(
            UUID.fromString(args[0]),
            Path.of(args[1]),
            Integer.parseInt(args[2]),
            new LinuxFileSystem(),
            BrickSettings.Programs.DEFAULT,
            NodeRig.delays());
    rig.node.start(Json.read(Files.readAllBytes(Path.of(args[3])), NodeBricks.class));
    System.out.println("started");
    Thread.sleep(600_000);
  }
}
