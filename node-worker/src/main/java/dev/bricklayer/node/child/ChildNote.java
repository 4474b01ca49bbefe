package dev.bricklayer.node.child;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The note of a child on disk: written with pid 0 before it is started, and again once it runs, so
 * that no moment of the node's death leaves a child that the next start cannot find.
 *
 * @param token the value of {@link #VARIABLE} in the child's environment
 * @param pid 0 while it is being started
 */
record ChildNote(
    String token, long pid, long startTicks, String boot, String executable, List<String> command) {
  static final String VARIABLE = "BRICKLAYER_CHILD";

  ChildNote {
    command = List.copyOf(command);
  }

  ChildNote running(ProcessFacts facts) {
    return new ChildNote(token, facts.pid(), facts.startTicks(), boot, executable, command);
  }

  private boolean carriesToken() {
    return ProcessFacts.environmentHolds(pid, VARIABLE + "=" + token);
  }

  /** The noted process, if it still runs and is the same one. */
  Optional<ProcessFacts> find() {
    if (!boot.equals(ProcessFacts.boot())) {
      return Optional.empty();
    }
    if (pid == 0) {
      OptionalLong found = ProcessFacts.withEnvironment(VARIABLE + "=" + token);
      return found.isPresent() ? ProcessFacts.of(found.getAsLong()) : Optional.empty();
    }
    return ProcessFacts.of(pid)
        .filter(now -> now.startTicks() == startTicks)
        .filter(now -> now.executable().startsWith(executable) || carriesToken());
  }
}
