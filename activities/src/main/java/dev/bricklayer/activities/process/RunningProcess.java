package dev.bricklayer.activities.process;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A living process of this machine (not a zombie).
 *
 * @param startedAt tells it from another process that got the same pid later
 */
public record RunningProcess(long pid, List<String> arguments, Instant startedAt) {

  public RunningProcess {
    arguments = List.copyOf(arguments);
  }

  /** The argument after that one: {@code --brick-port 49152}. */
  public Optional<String> option(String name) {
    int at = arguments.indexOf(name);
    return at < 0 || at + 1 >= arguments.size()
        ? Optional.empty()
        : Optional.of(arguments.get(at + 1));
  }
}
