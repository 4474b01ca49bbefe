package dev.bricklayer.node.child;

import dev.bricklayer.config.file.StableStorage;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.node.identity.DurableFile;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One running process of a child, started by this JVM or by one before it. */
final class ChildProcess {
  private static final Set<String> ENVIRONMENT =
      Set.of("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR");
  private static final Duration POLL = Duration.ofMillis(20);

  /** What a child writes is its own: it gets to run with the umask 077, in a session of its own. */
  private static final List<String> PRIVATELY =
      List.of("setsid", "/bin/sh", "-c", "umask 077; exec \"$@\"", "child");

  private final ProcessFacts facts;
  private final @Nullable Process ours;

  private ChildProcess(ProcessFacts facts, @Nullable Process ours) {
    this.facts = facts;
    this.ours = ours;
  }

  static ChildProcess found(ProcessFacts facts) {
    return new ChildProcess(facts, null);
  }

  /** Starts the child in a session of its own, so that no signal to our group reaches it. */
  static ChildProcess spawn(ChildSpec spec, DurableFile noteFile) throws IOException {
    StableStorage.makeFolders(spec.dataDir());
    ChildNote note =
        new ChildNote(
            UUID.randomUUID().toString(),
            0,
            0,
            ProcessFacts.boot(),
            spec.program().toRealPath().toString(),
            spec.command());
    noteFile.write(Json.write(note));

    List<String> command = new ArrayList<>(PRIVATELY);
    command.addAll(spec.command());
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    environment.keySet().retainAll(ENVIRONMENT);
    environment.put(ChildNote.VARIABLE, note.token());
    builder.directory(spec.dataDir().toFile());
    builder.redirectInput(new File("/dev/null"));
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(spec.logFile().toFile()));
    Process process = builder.start();
    ProcessFacts facts =
        ProcessFacts.of(process.pid()).orElse(new ProcessFacts(process.pid(), 0, ""));
    try {
      noteFile.write(Json.write(note.running(facts)));
    } catch (RuntimeException e) {
      // the disk is full: one that runs without being watched would keep the next one from its data
      process.destroyForcibly();
      throw e;
    }
    return new ChildProcess(facts, process);
  }

  long pid() {
    return facts.pid();
  }

  boolean alive() {
    return ours != null ? ours.isAlive() : facts.runs();
  }

  /** Waits at most that long; true when it has ended. */
  boolean awaitEnd(Duration atMost) throws InterruptedException {
    if (ours != null) {
      return ours.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }
    long deadline = System.nanoTime() + atMost.toNanos();
    while (facts.runs()) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.sleep(Math.min(left, POLL.toNanos()));
    }
    return true;
  }

  /** TERM, and KILL when it has not ended in that time. */
  void end(Duration within) throws InterruptedException {
    signal(false);
    if (!awaitEnd(within)) {
      signal(true);
      awaitEnd(Duration.ofSeconds(2));
    }
  }

  private void signal(boolean kill) {
    if (ours != null) {
      if (kill) {
        ours.destroyForcibly();
      } else {
        ours.destroy();
      }
      return;
    }
    Optional<ProcessHandle> handle = ProcessHandle.of(facts.pid());
    if (handle.isPresent() && facts.runs()) {
      boolean sent = kill ? handle.get().destroyForcibly() : handle.get().destroy();
      if (!sent && facts.runs()) {
        throw new IllegalStateException("cannot signal process " + facts.pid());
      }
    }
  }

  /** How it ended; known only of a process that this JVM started. */
  String ending() {
    return ours != null && !ours.isAlive() ? "ended with status " + ours.exitValue() : "ended";
  }
}
