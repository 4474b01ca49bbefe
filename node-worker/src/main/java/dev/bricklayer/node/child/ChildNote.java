package dev.bricklayer.node.child;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;

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
  private static final int LOOKS = 50;
  private static final int UNNOTED_LOOKS = 5;
  private static final long BETWEEN_LOOKS = 20_000_000;

  ChildNote {
    command = List.copyOf(command);
  }

  ChildNote running(ProcessFacts facts) {
    return new ChildNote(token, facts.pid(), facts.startTicks(), boot, executable, command);
  }

  private boolean carriesToken() {
    return ProcessFacts.environmentHolds(pid, VARIABLE + "=" + token);
  }

  /**
   * The noted process, if it still runs and is the same one. One that has just been started runs
   * several programs one after the other, and shows no environment in between; so it is looked at
   * for up to a second.
   */
  Optional<ProcessFacts> find() {
    if (!boot.equals(ProcessFacts.boot())) {
      return Optional.empty();
    }
    if (pid == 0) {
      OptionalLong found = ProcessFacts.withEnvironment(VARIABLE + "=" + token);
      for (int look = 1; found.isEmpty() && look < UNNOTED_LOOKS; look++) {
        LockSupport.parkNanos(BETWEEN_LOOKS);
        found = ProcessFacts.withEnvironment(VARIABLE + "=" + token);
      }
      return found.isPresent() ? ProcessFacts.of(found.getAsLong()) : Optional.empty();
    }
    for (int look = 0; look < LOOKS; look++) {
      Optional<ProcessFacts> now =
          ProcessFacts.of(pid).filter(facts -> facts.startTicks() == startTicks);
      if (now.isEmpty() || now.get().executable().startsWith(executable) || carriesToken()) {
        return now;
      }
      LockSupport.parkNanos(BETWEEN_LOOKS);
    }
    return Optional.empty();
  }
}
