package dev.bricklayer.node.child;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A child as it shall run.
 *
 * @param name for logs and thread names
 * @param command the program's absolute path and its arguments; a running child with another
 *     command is ended and started anew
 * @param dataDir its data folder, which is also its working folder
 * @param noteFile where the running child is noted, so that the next start finds it
 * @param logFile gets its standard output and error
 * @param logLimit size in bytes at which the log is moved to {@code <logFile>.1}
 * @param stopWithin how long it may take to end after a TERM before it is killed
 */
public record ChildSpec(
    String name,
    List<String> command,
    Path dataDir,
    Path noteFile,
    Path logFile,
    long logLimit,
    Duration stopWithin) {
  public ChildSpec {
    command = List.copyOf(command);
  }

  Path program() {
    return Path.of(command.get(0));
  }
}
