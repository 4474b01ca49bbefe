package dev.bricklayer.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The folder that a test and all nodes share. {@code <subject>} arms faults for the operations on
 * one subject ({@code volume_v1}, {@code cluster}), {@code <subject>.log} tells what was struck,
 * {@code <subject>.wake} wakes what hangs, {@code <subject>.cancelled} says that the request to
 * cancel was answered, {@code die} lets those die that are to.
 */
final class ArmedFaults {
  private static final Duration LONGEST_SLEEP = Duration.ofMinutes(3);
  private static final Duration LONGEST_LIFE = Duration.ofSeconds(20);
  private static final Duration CANCEL = Duration.ofSeconds(5);
  private static final Duration CANCEL_LOCAL = Duration.ofMillis(300);

  private final Path folder;
  private final String host;

  ArmedFaults(Path folder, String host) {
    this.folder = folder;
    this.host = host;
  }

  /** What is armed for an operation; the workflow's id is {@code <cluster>/<subject>}. */
  List<Strike> of(String workflowId) {
    try {
      return Files.readAllLines(file(workflowId, "")).stream()
          .filter(line -> !line.isBlank())
          .map(Strike::parse)
          .toList();
    } catch (NoSuchFileException none) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether this attempt is one of those that are struck; true at most {@code times} times. */
  boolean claim(String workflowId, Strike strike, String queue) {
    if (strike.times() == 0) {
      return true;
    }
    String place = queue.substring(queue.lastIndexOf('/') + 1);
    for (int i = 0; i < strike.times(); i++) {
      Path mark = file(workflowId, "." + strike.type() + "." + place + "." + strike.action() + i);
      try {
        Files.createFile(mark);
        return true;
      } catch (FileAlreadyExistsException struckBefore) {
        continue;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return false;
  }

  /** One line in the log, on the disk of all nodes before anything else happens. */
  void tell(String workflowId, String text) {
    String line = System.currentTimeMillis() + " " + host + " " + text + "\n";
    try {
      Files.writeString(
          file(workflowId, ".log"), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sleeps until the test wakes it. */
  void sleep(String workflowId) {
    await(file(workflowId, ".wake"), LONGEST_SLEEP);
  }

  /** Waits until the test lets this process die: all that are to die with it have come so far. */
  void awaitDeath() {
    await(folder.resolve("die"), LONGEST_LIFE);
  }

  /**
   * Waits until the test's request to cancel the operation is answered. A local activity keeps its
   * workflow busy: there the request is only on its way.
   */
  void awaitCancellation(String workflowId, boolean local) {
    Path answered = file(workflowId, ".cancelled");
    await(answered, local ? CANCEL_LOCAL : CANCEL);
  }

  private static void await(Path sign, Duration atMost) {
    long end = System.nanoTime() + atMost.toNanos();
    while (!Files.exists(sign) && System.nanoTime() < end) {
      rest(20);
    }
  }

  private static void rest(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      // the sleeper must wake late all the same: that is what is tested
      Thread.interrupted();
    }
  }

  private Path file(String workflowId, String suffix) {
    String subject = workflowId.substring(workflowId.indexOf('/') + 1);
    return folder.resolve(subject.replace('/', '_') + suffix);
  }
}
