package dev.bricklayer.activities.brick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bricklayer.activities.filesystem.MemoryXattrs;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.config.volume.BrickType;
import dev.bricklayer.workflows.volume.BrickChecks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrickInspectionTest {

  private static final BrickChecks REUSE = new BrickChecks(true, false, false, true);
  private static final BrickChecks ROOT = new BrickChecks(false, true, false, true);
  private static final BrickChecks MOUNT = new BrickChecks(false, false, true, true);

  private static final String CONTROL =
      "a brick path must not contain control characters nor invisible formatting characters";

  @TempDir Path temp;
  private final UUID peer = UUID.randomUUID();
  private Path disk;
  private MemoryXattrs files;
  private BrickInspection inspection;

  @BeforeEach
  void layOut() throws IOException {
    disk = Files.createDirectory(temp.toRealPath().resolve("disk"));
    files = new MemoryXattrs(disk);
    inspection = inspection(temp.toRealPath().resolve("own"));
  }

  private BrickInspection inspection(Path own) {
    return new BrickInspection(
        files,
        new BrickSettings.Folders(own.resolve("state"), own.resolve("run"), own.resolve("log")),
        peer);
  }

  @Test
  void pathsThatAreNone() {
    refused("", BrickChecks.FORCED, "brick path must be absolute");
    refused("a/b", BrickChecks.FORCED, "brick path must be absolute");
    for (String bad : List.of("/", "/a/../b", "/a/./b", "/a//b", "/a/")) {
      refused(bad, BrickChecks.FORCED, "brick path must be normalised");
    }
    refused("/a\0b", BrickChecks.FORCED, "brick path cannot be used on this node");
    refused("/" + "a/".repeat(600) + "b", BrickChecks.FORCED, "brick path is too long");
    refused(disk + "/" + "x".repeat(256), BrickChecks.FORCED, "a name in the brick path is longer");
    accepted(disk + "/" + "ä".repeat(127), NodeRig.CREATE);
  }

  @Test
  void theNodesOwnFoldersAreNoBricks() throws IOException {
    inspection = inspection(disk.resolve("own"));
    Files.createDirectories(disk.resolve("own/state/etcd"));
    Files.createSymbolicLink(disk.resolve("there"), disk.resolve("own"));
    refused(disk + "/own/state", BrickChecks.FORCED, "brick path is the node's own stateDir");
    refused(
        disk + "/own/state/etcd/mybrick",
        BrickChecks.FORCED,
        "brick path lies inside the node's own stateDir " + disk + "/own/state");
    refused(disk + "/own/run/b", NodeRig.CREATE, "brick path lies inside the node's own runDir");
    refused(disk + "/own/log/b", NodeRig.CREATE, "brick path lies inside the node's own logDir");
    refused(disk + "/own", BrickChecks.FORCED, "brick path contains the node's own stateDir");
    refused(
        disk + "/there/state/b",
        BrickChecks.FORCED,
        "brick path lies inside the node's own stateDir");
    accepted(disk + "/own/state2", NodeRig.CREATE);
  }

  @Test
  void whereTheNodesOwnFolderLeadsIsNoBrickEither() throws IOException {
    inspection = inspection(disk.resolve("own"));
    Files.createDirectories(disk.resolve("elsewhere"));
    Files.createDirectories(disk.resolve("own"));
    Files.createSymbolicLink(disk.resolve("own/state"), disk.resolve("elsewhere"));
    refused(
        disk + "/elsewhere/b",
        BrickChecks.FORCED,
        "brick path lies inside the node's own stateDir");
  }

  @Test
  void namesThatAreKeptAndCharactersThatMislead() throws IOException {
    for (String name : List.of("lost+found", ".glusterfs", ".bricklayer-set-aside")) {
      refused(
          disk + "/" + name,
          BrickChecks.FORCED,
          "a brick path must not contain '" + name + "' as a part");
      refused(
          disk + "/" + name + "/b",
          BrickChecks.FORCED,
          "a brick path must not contain '" + name + "'");
      accepted(disk + "/" + name + "2", NodeRig.CREATE);
    }
    Files.createDirectories(disk.resolve(".glusterfs"));
    Files.createSymbolicLink(disk.resolve("link"), disk.resolve(".glusterfs"));
    refused(
        disk + "/link/b",
        BrickChecks.FORCED,
        "a brick path must not contain '.glusterfs' as a part");
    refused(disk + "/a\u202eb", BrickChecks.FORCED, CONTROL + ": it has U+202E");
    refused(disk + "/a\u200bb", BrickChecks.FORCED, CONTROL + ": it has U+200B");
    refused(disk + "/a\u2028b", BrickChecks.FORCED, CONTROL + ": it has U+2028");
    refused(disk + "/a\u0085b", BrickChecks.FORCED, CONTROL + ": it has U+0085");
    accepted(disk + "/ünïcode/日本/😀", NodeRig.CREATE);
  }

  @Test
  void whatIsThereMustBeAFolder() throws IOException {
    Files.createFile(disk.resolve("file"));
    Files.createSymbolicLink(disk.resolve("link"), Files.createDirectory(disk.resolve("real")));
    refused(disk + "/file", BrickChecks.FORCED, "brick path is not a directory");
    refused(disk + "/link", BrickChecks.FORCED, "brick path is not a directory");
    refused(disk + "/file/below", BrickChecks.FORCED, disk + "/file, above the brick path, is not");
    Files.createFile(Files.createDirectory(disk.resolve("odd")).resolve(".glusterfs"));
    refused(disk + "/odd", BrickChecks.FORCED, ".glusterfs in the brick path is not a directory");
  }

  @Test
  void aMissingOneWantsItsFlag() {
    refused(disk + "/new/brick", BrickChecks.STRICT, "brick path does not exist");
    BrickOrigin origin = accepted(disk + "/new/brick", NodeRig.CREATE);
    assertThat(origin.madeFolders()).containsExactly(disk + "/new", disk + "/new/brick");
    assertThat(origin.hadGlusterFolder()).isFalse();
  }

  @Test
  void linksAboveItAreResolved() throws IOException {
    Files.createSymbolicLink(disk.resolve("link"), Files.createDirectory(disk.resolve("real")));
    BrickOrigin origin = accepted(disk + "/link/new", NodeRig.CREATE);
    assertThat(origin.realPath()).isEqualTo(disk + "/real/new");
    assertThat(origin.madeFolders()).containsExactly(disk + "/real/new");
  }

  @Test
  void mountPointsAndTheRootWantTheirFlags() throws IOException {
    refused(disk.toString(), BrickChecks.STRICT, "brick path is already a mount point");
    accepted(disk.toString(), MOUNT);
    accepted(Files.createDirectory(disk.resolve("b")).toString(), BrickChecks.STRICT);

    Path onRoot = Files.createDirectory(temp.toRealPath().resolve("elsewhere"));
    refused(onRoot.toString(), BrickChecks.STRICT, "brick path is under root partition");
    accepted(onRoot.toString(), ROOT);
  }

  @Test
  void itMustBeWritableAndTakeAttributes() throws IOException {
    Files.createDirectory(disk.resolve("b"));
    files.withoutXattrs = true;
    refused(disk + "/b", BrickChecks.FORCED, "extended attributes are not supported");
    files.withoutXattrs = false;
    files.mount(disk, "8:2", "ro");
    refused(disk + "/b", BrickChecks.FORCED, "brick path is on a read-only file system");
    refused(disk + "/new", BrickChecks.FORCED, "brick path is on a read-only file system");
  }

  @Test
  void marksOnItOrAboveItWantTheReuseFlag() throws IOException {
    String inUse = "brick path is already in use by other gluster volume";
    Path brick = Files.createDirectories(disk.resolve("a/b"));
    files.setXattr(brick, BrickOrigin.GFID, new byte[] {1});
    refused(brick.toString(), NodeRig.CREATE, inUse);
    assertThat(accepted(brick.toString(), REUSE).xattrs()).containsEntry("trusted.gfid", "01");
    files.removeXattr(brick, BrickOrigin.GFID);
    accepted(brick.toString(), NodeRig.CREATE);

    files.setXattr(disk.resolve("a"), BrickOrigin.VOLUME_ID, new byte[] {1});
    refused(brick.toString(), NodeRig.CREATE, inUse);
    refused(disk + "/a/new/deep", NodeRig.CREATE, inUse);
    accepted(brick.toString(), REUSE);
  }

  @Test
  void nothingIsChanged() throws IOException {
    Files.createDirectory(disk.resolve("b"));
    List<String> before = FolderState.of(disk, files);
    accepted(disk + "/b", BrickChecks.FORCED);
    accepted(disk + "/c/d", BrickChecks.FORCED);
    assertThat(FolderState.of(disk, files)).isEqualTo(before);
  }

  private BrickOrigin accepted(String path, BrickChecks checks) {
    return inspection.inspect(UUID.randomUUID(), brick(path), checks);
  }

  private void refused(String path, BrickChecks checks, String error) {
    assertThatThrownBy(() -> accepted(path, checks))
        .as(path)
        .isInstanceOfSatisfying(
            ClusterException.class,
            refusal -> {
              assertThat(refusal.code()).isEqualTo(ErrorCode.BRICK_UNUSABLE);
              assertThat(refusal.sentence()).startsWith(error).endsWith(": " + path + " on h1");
              assertThat(refusal.fields())
                  .containsEntry("peer-id", peer.toString())
                  .containsEntry("path", path)
                  .containsEntry("step", "prepare");
              assertThat(refusal.fields().get("error")).startsWith(error);
            });
  }

  private Brick brick(String path) {
    return new Brick(
        UUID.randomUUID(), UUID.randomUUID(), "v", peer, "h1", path, BrickType.BRICK, 0, 0);
  }
}
