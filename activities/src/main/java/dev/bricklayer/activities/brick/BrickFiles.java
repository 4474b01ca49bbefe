package dev.bricklayer.activities.brick;

import dev.bricklayer.config.volume.Brick;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The files of a brick's process. Named by the brick's id, because two paths can have the same name
 * once their slashes are dashes; only the log bears the path, for people.
 */
record BrickFiles(Path pidFile, Path socket, Path log, Path output) {

  private static final int LONGEST_LOG_NAME = 200;

  static BrickFiles of(BrickSettings.Folders folders, Brick brick) {
    Path run = folders.run().resolve("bricks");
    // 16 digits of the id keep the socket's path short; brick ids are random
    String id = brick.id().toString();
    String shortId = id.substring(0, 8) + id.substring(28);
    return new BrickFiles(
        run.resolve(pidName(brick)),
        run.resolve(shortId + ".socket"),
        folders.log().resolve("bricks").resolve(logName(brick)),
        run.resolve(id + ".out"));
  }

  static String pidName(Brick brick) {
    return brick.id() + ".pid";
  }

  private static String logName(Brick brick) {
    String name = brick.dashedPath();
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    return bytes.length <= LONGEST_LOG_NAME
        ? name + ".log"
        : brick.volumeName() + "-" + brick.id() + ".log";
  }
}
