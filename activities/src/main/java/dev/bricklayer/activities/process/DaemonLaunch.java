package dev.bricklayer.activities.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * Starts a program that puts itself into the background and whose first process ends when the
 * background one serves, as glusterfsd does: exit code 0 means "signed in".
 *
 * @param command the program and its arguments
 * @param output where it writes before it has its log; deleted after a success
 */
public record DaemonLaunch(List<String> command, Path output) {

  public DaemonLaunch {
    command = List.copyOf(command);
  }

  /**
   * Starts it and waits.
   *
   * @return the launcher's exit code; empty when it did not end in time and was killed (what it
   *     started in the background may live)
   */
  public OptionalInt run(Duration atMost) throws IOException, InterruptedException {
    Process launcher =
        new ProcessBuilder(command)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      if (!launcher.waitFor(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
        return OptionalInt.empty();
      }
      if (launcher.exitValue() == 0) {
        Files.deleteIfExists(output);
      }
      return OptionalInt.of(launcher.exitValue());
    } finally {
      launcher.destroyForcibly();
    }
  }
}
