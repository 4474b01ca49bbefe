package dev.bricklayer.activities.brick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bricklayer.activities.filesystem.MemoryXattrs;
import dev.bricklayer.config.operation.OperationState;
import dev.bricklayer.config.operation.Outcome;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.config.volume.VolumeState;
import dev.bricklayer.workflows.operation.Failures;
import dev.bricklayer.workflows.operation.Ticket;
import dev.bricklayer.workflows.volume.BrickChecks;
import dev.bricklayer.workflows.volume.NodeBricks;
import io.temporal.failure.ApplicationFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No two bricks of a node overlap, not even with every flag set. */
class BrickReservationsTest {

  @TempDir Path temp;
  private Path disk;
  private MemoryXattrs files;
  private NodeRig rig;

  @BeforeEach
  void layOut() throws IOException {
    disk = Files.createDirectory(temp.toRealPath().resolve("disk"));
    files = new MemoryXattrs(disk);
    rig = new NodeRig(temp, 1, files);
    Files.createSymbolicLink(disk.resolve("link"), disk.resolve("a"));
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void withinOneRequest() throws IOException {
    List<String> before = FolderState.of(disk, files);
    for (List<String> pair :
        List.of(
            List.of("a/b", "a/b"),
            List.of("a/b", "a/b/c"),
            List.of("a/b/c", "a/b"),
            List.of("link/b", "a/b/c"))) {
      Files.createDirectories(disk.resolve("a"));
      refused(
          rig.task(
              rig.ticket(), rig.bricks("v", disk.resolve(pair.get(0)), disk.resolve(pair.get(1)))),
          "brick path overlaps another brick of the request");
    }
    Files.delete(disk.resolve("a"));
    assertThat(FolderState.of(disk, files)).isEqualTo(before);
    Files.createDirectories(disk.resolve("a"));
    prepare("a/b", "a/bc");
  }

  @Test
  void withRegisteredBricks() throws IOException {
    Files.createDirectories(disk.resolve("a"));
    Files.createDirectories(disk.resolve("x"));
    Files.createSymbolicLink(disk.resolve("x/via"), disk.resolve("a"));
    rig.volume(
        VolumeState.CREATED,
        rig.bricks("old", disk.resolve("a/old"), disk.resolve("x/via/linked")));
    for (String path : List.of("a/old", "a/old/in", "a", "link/old", "a/linked/in")) {
      refused(
          rig.task(rig.ticket(), rig.bricks("v", disk.resolve(path))),
          "brick path is already in use by volume old");
    }
    prepare("a/older");
  }

  @Test
  void withBricksThatAnotherOperationPrepares() throws IOException {
    Files.createDirectories(disk.resolve("a"));
    NodeBricks first = prepare("a/b");
    for (String path : List.of("a/b", "a/b/c", "a", "link/b")) {
      refused(
          rig.task(rig.ticket(), rig.bricks("v2", disk.resolve(path))),
          "brick path is being made a brick of volume v by operation "
              + first.ticket().operation());
    }
    rig.reboot(files);
    NodeBricks second = rig.task(rig.ticket(), rig.bricks("v2", disk.resolve("a/b")));
    refused(second, "brick path is being made a brick of volume v");

    rig.release(first);
    rig.node.prepare(
        rig.task(rig.ticket(), rig.bricks("v2", disk.resolve("a/b"))), BrickChecks.FORCED);
  }

  @Test
  void aSucceededOperationReservesNothingItself() throws IOException {
    Files.createDirectories(disk.resolve("a"));
    NodeBricks first = prepare("a/b");
    rig.record(first.ticket(), "v", OperationState.ENDED, Outcome.SUCCEEDED);
    prepare("a/b");
  }

  @Test
  void oneOfManyAtOnceGetsThePath() throws Exception {
    Files.createDirectories(disk.resolve("a"));
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Callable<Boolean>> attempts = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String path = i % 2 == 0 ? "a/b" : "link/b/c";
      NodeBricks task = rig.task(rig.ticket(), rig.bricks("v" + i, disk.resolve(path)));
      attempts.add(
          () -> {
            try {
              rig.node.prepare(task, BrickChecks.FORCED);
              return true;
            } catch (ApplicationFailure e) {
              assertThat(e.getType()).isEqualTo("BRICK_IN_USE");
              return false;
            }
          });
    }
    int won = 0;
    for (Future<Boolean> attempt : threads.invokeAll(attempts)) {
      won += attempt.get() ? 1 : 0;
    }
    threads.shutdown();
    assertThat(won).isEqualTo(1);
  }

  private NodeBricks prepare(String... paths) {
    Path[] all = List.of(paths).stream().map(disk::resolve).toArray(Path[]::new);
    Ticket ticket = rig.ticket();
    List<Brick> bricks = rig.bricks("v", all);
    NodeBricks task = rig.task(ticket, bricks);
    rig.node.prepare(task, BrickChecks.FORCED);
    return task;
  }

  private void refused(NodeBricks task, String error) {
    assertThatThrownBy(() -> rig.node.prepare(task, BrickChecks.FORCED))
        .isInstanceOfSatisfying(
            ApplicationFailure.class,
            refusal -> {
              assertThat(refusal.getType()).isEqualTo("BRICK_IN_USE");
              assertThat(refusal.isNonRetryable()).isTrue();
              assertThat(refusal.getOriginalMessage()).startsWith(error);
              assertThat(Failures.read(refusal).fields())
                  .containsKeys("peer-id", "path", "step", "error");
            });
    assertThat(rig.journal.read(task.ticket().operation(), "prepare")).isEmpty();
  }
}
