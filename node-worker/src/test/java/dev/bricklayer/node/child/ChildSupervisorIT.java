package dev.bricklayer.node.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.node.identity.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildSupervisorIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir Path folder;
  private final List<ChildSupervisor> started = new ArrayList<>();
  private final AtomicBoolean answers = new AtomicBoolean(true);

  @AfterEach
  void endAll() {
    ChildSupervisor.stopAll(started);
  }

  private ChildSpec spec(String script) {
    return new ChildSpec(
        "sleeper",
        List.of("/bin/bash", "-c", script),
        folder.resolve("data"),
        folder.resolve("child"),
        folder.resolve("log/sleeper.log"),
        1000,
        Duration.ofMillis(300));
  }

  private ChildSupervisor start(String script) {
    ChildSupervisor supervisor =
        new ChildSupervisor(spec(script), answers::get, output -> !output.contains("for good"));
    started.add(supervisor);
    return supervisor.start();
  }

  private static Optional<ProcessFacts> process(ChildSupervisor supervisor) {
    return ProcessFacts.of(supervisor.pid().orElseThrow());
  }

  @Test
  void hasASessionOfItsOwnAndIsNoted() throws Exception {
    ChildSupervisor child = start("exec sleep 600");
    assertThat(child.awaitReady(SOON)).isTrue();
    long pid = child.pid().orElseThrow();
    Eventually.within(SOON, "a session of its own", () -> session(pid) == pid);
    ChildNote note =
        Json.read(new DurableFile(folder.resolve("child")).read().orElseThrow(), ChildNote.class);
    assertThat(note.pid()).isEqualTo(pid);
    assertThat(note.find()).isPresent();
  }

  private static long session(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[3]);
  }

  @Test
  void whatItWritesIsClosedToOtherUsers() throws Exception {
    ChildSupervisor child = start("mkdir made; echo x >made/file; echo said; exec sleep 600");
    Path file = folder.resolve("data/made/file");
    Path log = folder.resolve("log/sleeper.log");
    Eventually.within(SOON, "a file and a log", () -> size(file) > 0 && size(log) > 0);
    assertThat(mode(file)).isEqualTo("rw-------");
    assertThat(mode(log)).isEqualTo("rw-------");
    assertThat(mode(folder.resolve("data/made"))).isEqualTo("rwx------");
    assertThat(mode(folder.resolve("data"))).isEqualTo("rwx------");
    assertThat(child.failure()).isEmpty();
  }

  private static long size(Path file) throws IOException {
    return Files.exists(file) ? Files.size(file) : 0;
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void stopEndsItAndAlsoOneThatIgnoresTheTerm() {
    for (String script : List.of("exec sleep 600", "trap '' TERM; while :; do sleep 0.1; done")) {
      ChildSupervisor child = start(script);
      assertThat(child.awaitReady(SOON)).isTrue();
      ProcessFacts facts = process(child).orElseThrow();
      child.stop();
      assertThat(facts.runs()).isFalse();
      assertThat(Files.exists(folder.resolve("child"))).isFalse();
    }
  }

  @Test
  void oneThatDiesIsStartedAgain() throws Exception {
    ChildSupervisor child = start("exec sleep 600");
    assertThat(child.awaitReady(SOON)).isTrue();
    long first = child.pid().orElseThrow();
    ProcessHandle.of(first).orElseThrow().destroyForcibly();
    Eventually.within(SOON, "another process", () -> child.starts() == 2 && child.ready());
    assertThat(child.pid().orElseThrow()).isNotEqualTo(first);
    assertThat(child.failure()).hasValueSatisfying(why -> assertThat(why).contains("137"));
  }

  @Test
  void oneThatNeverComesUpIsTriedWithGrowingPauses() throws Exception {
    ChildSupervisor child = start("echo cannot go on; exit 3");
    Eventually.within(SOON, "three starts", () -> child.starts() >= 3);
    assertThat(child.failure())
        .hasValueSatisfying(why -> assertThat(why).contains("status 3", "cannot go on"));
    child.stop();
    int starts = child.starts();
    child.stop();
    assertThat(child.starts()).isEqualTo(starts);
  }

  @Test
  void oneThatEndedForGoodIsLeft() throws Exception {
    answers.set(false);
    ChildSupervisor child = start("echo for good; exit 0");
    Eventually.within(SOON, "the end", child::ended);
    assertThat(child.awaitReady(SOON)).isFalse();
    assertThat(child.starts()).isEqualTo(1);
  }

  @Test
  void oneOfAnEarlierRunIsAdopted() throws Exception {
    ChildSupervisor earlier = start("exec sleep 600");
    assertThat(earlier.awaitReady(SOON)).isTrue();
    long pid = earlier.pid().orElseThrow();
    earlier.abandon();
    ChildSupervisor later = start("exec sleep 600");
    assertThat(later.awaitReady(SOON)).isTrue();
    assertThat(later.pid()).hasValue(pid);
    assertThat(later.adopted()).isTrue();
    assertThat(later.starts()).isZero();

    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    Eventually.within(SOON, "a process of our own", () -> later.starts() == 1 && later.ready());
    assertThat(later.adopted()).isFalse();
  }

  @Test
  void anAdoptedOneIsEndedByStop() throws Exception {
    ChildSupervisor earlier = start("trap '' TERM; while :; do sleep 0.1; done");
    assertThat(earlier.awaitReady(SOON)).isTrue();
    ProcessFacts facts = process(earlier).orElseThrow();
    earlier.abandon();
    ChildSupervisor later = start("trap '' TERM; while :; do sleep 0.1; done");
    assertThat(later.awaitReady(SOON)).isTrue();
    assertThat(later.adopted()).isTrue();
    later.stop();
    assertThat(facts.runs()).isFalse();
  }

  @Test
  void oneWithAnotherCommandIsEndedFirst() throws Exception {
    ChildSupervisor earlier = start("exec sleep 600");
    assertThat(earlier.awaitReady(SOON)).isTrue();
    ProcessFacts facts = process(earlier).orElseThrow();
    earlier.abandon();
    ChildSupervisor later = start("exec sleep 601");
    assertThat(later.awaitReady(SOON)).isTrue();
    assertThat(facts.runs()).isFalse();
    assertThat(later.starts()).isEqualTo(1);
  }

  @Test
  void oneThatDoesNotAnswerIsEndedFirst() throws Exception {
    ChildSupervisor earlier = start("exec sleep 600");
    assertThat(earlier.awaitReady(SOON)).isTrue();
    ProcessFacts facts = process(earlier).orElseThrow();
    earlier.abandon();
    answers.set(false);
    ChildSupervisor later = start("exec sleep 600");
    Eventually.within(SOON, "the earlier one's end", () -> !facts.runs());
    answers.set(true);
    assertThat(later.awaitReady(SOON)).isTrue();
    assertThat(later.starts()).isEqualTo(1);
  }

  /** The node died between the start of the child and its note. */
  @Test
  void oneThatWasBeingStartedIsFoundByItsToken() throws Exception {
    ChildSupervisor earlier = start("exec sleep 600");
    assertThat(earlier.awaitReady(SOON)).isTrue();
    ProcessFacts facts = process(earlier).orElseThrow();
    earlier.abandon();
    DurableFile file = new DurableFile(folder.resolve("child"));
    ChildNote note = Json.read(file.read().orElseThrow(), ChildNote.class);
    file.write(
        Json.write(
            new ChildNote(note.token(), 0, 0, note.boot(), note.executable(), note.command())));
    ChildSupervisor later = start("exec sleep 600");
    assertThat(later.awaitReady(SOON)).isTrue();
    assertThat(facts.runs()).isFalse();
    assertThat(later.starts()).isEqualTo(1);
  }

  /** The pid in the note belongs to somebody else by now. */
  @Test
  void aForeignProcessIsLeftAlone() throws Exception {
    Process foreign = new ProcessBuilder("sleep", "600").start();
    try {
      ProcessFacts facts = ProcessFacts.of(foreign.pid()).orElseThrow();
      ChildNote stale =
          new ChildNote(
              "token",
              foreign.pid(),
              facts.startTicks() - 1,
              ProcessFacts.boot(),
              facts.executable(),
              List.of("/bin/bash"));
      new DurableFile(folder.resolve("child")).write(Json.write(stale));
      ChildSupervisor child = start("exec sleep 600");
      assertThat(child.awaitReady(SOON)).isTrue();
      assertThat(child.starts()).isEqualTo(1);
      assertThat(foreign.isAlive()).isTrue();
    } finally {
      foreign.destroyForcibly();
    }
  }

  @Test
  void aTornNoteIsPassedOver() throws IOException {
    Files.writeString(folder.resolve("child"), "{");
    assertThat(start("exec sleep 600").awaitReady(SOON)).isTrue();
  }

  @Test
  void theLogIsBounded() throws Exception {
    Path log = folder.resolve("log/sleeper.log");
    ChildLog bounded = new ChildLog(log, 1000);
    ChildSupervisor child =
        start(
            "head -c 5000 /dev/zero | tr '\\0' x; echo first; read -t 0.5 < <(sleep 9); echo"
                + " second; exec sleep 600");
    assertThat(child.awaitReady(SOON)).isTrue();
    Eventually.within(SOON, "first output", () -> Files.size(log) >= 5006);
    bounded.bound();
    assertThat(Files.size(log)).isLessThan(100);
    assertThat(Files.size(folder.resolve("log/sleeper.log.1"))).isGreaterThanOrEqualTo(5006);
    Eventually.within(SOON, "more output", () -> Files.readString(log).equals("second\n"));
  }

  @Test
  void aMissingProgramIsNamed() {
    ChildSpec spec =
        new ChildSpec(
            "nothing",
            List.of("/nowhere/etcd"),
            folder,
            folder.resolve("child"),
            folder.resolve("log"),
            1,
            SOON);
    ChildSupervisor supervisor = new ChildSupervisor(spec, () -> true, output -> true);
    assertThatThrownBy(supervisor::start)
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("/nowhere/etcd");
    supervisor.stop();
  }
}
