package dev.bricklayer.node.child;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What {@code /proc} says of a process. Pid, start time and boot together name one process for
 * good; a zombie counts as gone.
 *
 * @param startTicks clock ticks from boot to the start of the process (field 22 of {@code stat})
 * @param executable the file it runs; a file that was replaced since ends in {@link #REPLACED}
 */
record ProcessFacts(long pid, long startTicks, String executable) {
  static final String REPLACED = " (deleted)";

  private static final Path PROC = Path.of("/proc");
  private static final int STATE = 0;
  private static final int START_TICKS = 19;

  static Optional<ProcessFacts> of(long pid) {
    try {
      Path folder = PROC.resolve(Long.toString(pid));
      String stat = Files.readString(folder.resolve("stat"), UTF_8);
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      if (fields[STATE].startsWith("Z") || fields[STATE].startsWith("X")) {
        return Optional.empty();
      }
      String executable = Files.readSymbolicLink(folder.resolve("exe")).toString();
      return Optional.of(new ProcessFacts(pid, Long.parseLong(fields[START_TICKS]), executable));
    } catch (IOException | RuntimeException gone) {
      return Optional.empty();
    }
  }

  /** Whether that very process still runs. */
  boolean runs() {
    return of(pid).filter(now -> now.startTicks == startTicks).isPresent();
  }

  /** The process whose environment holds that entry. */
  static OptionalLong withEnvironment(String entry) {
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        if (environment(process).contains('\0' + entry + '\0')) {
          return OptionalLong.of(Long.parseLong(String.valueOf(process.getFileName())));
        }
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("cannot read /proc", e);
    }
    return OptionalLong.empty();
  }

  static boolean environmentHolds(long pid, String entry) {
    return environment(PROC.resolve(Long.toString(pid))).contains('\0' + entry + '\0');
  }

  private static String environment(Path process) {
    try {
      return '\0' + new String(Files.readAllBytes(process.resolve("environ")), UTF_8);
    } catch (IOException notOursOrGone) {
      return "";
    }
  }

  /** The boot of the machine that the ticks count from. */
  static String boot() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id"), UTF_8).strip();
    } catch (IOException e) {
      return "";
    }
  }
}
