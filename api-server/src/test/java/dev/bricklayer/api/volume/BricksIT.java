package dev.bricklayer.api.volume;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bricklayer.activities.process.ProcessTable;
import dev.bricklayer.activities.process.RunningProcess;
import dev.bricklayer.api.rig.Eventually;
import dev.bricklayer.api.rig.Http;
import dev.bricklayer.api.rig.RealNode;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Bricks of a real node, with real processes and a real client. */
@Timeout(300)
final class BricksIT {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private static Path folder;
  private static RealNode node;

  @BeforeAll
  static void start() throws Exception {
    node = RealNode.start(folder, "");
  }

  @AfterAll
  static void end() throws Exception {
    if (node != null) {
      node.close();
    }
  }

  @Test
  void twoPathsThatAreOneNameWithDashesAreTwoBricks() throws Exception {
    Path one = folder.resolve("bricks/q-1");
    Path two = folder.resolve("bricks/q/1");
    String both =
        node.volumeOf("q", one, /* createDir= */ true)
            .replace("]}],", "]}, " + secondSubvolume(two) + "],");
    done(Http.send("POST", node.url("/v1/volumes"), both));
    Path mount = Files.createDirectory(folder.resolve("mnt"));
    try {
      done(Http.send("POST", node.url("/v1/volumes/q/start"), ""));
      mount("q", mount);
      for (int i = 0; i < 20; i++) {
        Files.writeString(mount.resolve("file" + i), "content " + i);
      }
      for (int i = 0; i < 20; i++) {
        assertThat(mount.resolve("file" + i)).hasContent("content " + i);
      }
      assertThat(files(one) + files(two)).isEqualTo(20);
      assertThat(files(one)).isBetween(1L, 19L);
    } finally {
      new ProcessBuilder("umount", "-l", mount.toString()).start().waitFor();
      node.dropVolume("q");
    }
    assertThat(processes(one)).isEmpty();
    assertThat(processes(two)).isEmpty();
  }

  @Test
  void anEmptiedRunFolderDoublesNoBrickAndHidesNone() throws Exception {
    Path brick = folder.resolve("bricks/pid");
    done(node.createVolume("pid"));
    done(Http.send("POST", node.url("/v1/volumes/pid/start"), ""));
    try {
      RunningProcess before = processes(brick).get(0);
      Path run = folder.resolve("run/bricks");
      try (Stream<Path> all = Files.list(run)) {
        for (Path file : (Iterable<Path>) all::iterator) {
          Files.delete(file);
        }
      }
      Eventually.within(
          PATIENCE,
          "the pid file is written anew",
          () -> {
            try (Stream<Path> all = Files.list(run)) {
              return all.anyMatch(file -> file.toString().endsWith(".pid"));
            }
          });
      assertThat(processes(brick)).containsExactly(before);
      JsonNode status = json(Http.get(node.url("/v1/volumes/pid/bricks")));
      assertThat(status.at("/0/online").asBoolean()).as(status.toString()).isTrue();
      assertThat(status.at("/0/pid").asLong()).isEqualTo(before.pid());
    } finally {
      node.dropVolume("pid");
    }
    assertThat(processes(brick)).isEmpty();
  }

  @Test
  void theNodesOwnFoldersAreRefused() throws Exception {
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("lib"));
    for (Path path :
        List.of(
            folder.resolve("lib/etcd/mybrick"),
            folder.resolve("link/mybrick"),
            folder.resolve("run/mybrick"),
            folder.resolve("log/mybrick"),
            folder)) {
      String body = node.volumeOf("own", path, /* createDir= */ true);
      HttpResponse<String> refused = Http.send("POST", node.url("/v1/volumes"), body);
      assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
      assertThat(refused.body()).contains("the node's own");
      JsonNode rehearsed = json(Http.send("POST", node.url("/v1/volumes?dry-run=true"), body));
      assertThat(rehearsed.at("/would-succeed").asBoolean()).isFalse();
      assertThat(rehearsed.toString()).contains("the node's own");
    }
  }

  private static String secondSubvolume(Path brick) throws Exception {
    JsonNode body = MAPPER.readTree(node.volumeOf("any", brick, /* createDir= */ true));
    return body.at("/subvols/0").toString();
  }

  private static void mount(String volume, Path point) throws Exception {
    Process client =
        new ProcessBuilder(
                "glusterfs",
                "--volfile-server=127.0.0.1",
                "--volfile-server-port=" + URI.create(node.url("/")).getPort(),
                "--volfile-id=" + volume,
                "--log-file=" + folder.resolve("mount.log"),
                point.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(client.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    Eventually.within(
        PATIENCE,
        "the mount answers",
        () ->
            Files.readString(Path.of("/proc/self/mounts")).contains(" " + point + " fuse")
                && point.toFile().list() != null);
  }

  private static long files(Path brick) throws Exception {
    try (Stream<Path> all = Files.list(brick)) {
      return all.filter(file -> file.getFileName().toString().startsWith("file"))
          .filter(file -> file.toFile().length() > 0)
          .count();
    }
  }

  private static List<RunningProcess> processes(Path brick) {
    return ProcessTable.withArguments(List.of("--brick-name", brick.toString()));
  }

  private static JsonNode json(HttpResponse<String> answer) throws Exception {
    return MAPPER.readTree(answer.body());
  }

  private static void done(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
  }
}
