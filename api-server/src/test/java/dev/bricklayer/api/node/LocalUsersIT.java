package dev.bricklayer.api.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.api.rig.Getspec;
import dev.bricklayer.api.rig.Http;
import dev.bricklayer.api.rig.RealNode;
import dev.bricklayer.config.store.FreePorts;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What another user of the host can read of a real node that has done some work. */
class LocalUsersIT {
  @TempDir static Path folder;
  private static RealNode node;

  @BeforeAll
  static void operations() throws Exception {
    node = RealNode.start(folder, "");
    HttpResponse<String> created = node.createVolume("seen");
    assertThat(created.statusCode()).as(() -> said(created)).isEqualTo(201);
    HttpResponse<String> started = Http.send("POST", node.url("/v1/volumes/seen/start"), "");
    assertThat(started.statusCode()).as(() -> said(started)).isEqualTo(200);
  }

  private static String said(HttpResponse<String> answer) {
    return answer.body() + "\n" + quietly(folder.resolve("out"));
  }

  @AfterAll
  static void end() throws Exception {
    if (node != null) {
      node.dropVolume("seen");
      node.close();
    }
  }

  @Test
  void nothingOfTheStateFolderIsOpenToOthers() throws Exception {
    assertThat(open(folder.resolve("lib"))).isEmpty();
    assertThat(mode(folder.resolve("lib"))).isEqualTo("rwx------");
    assertThat(mode(folder.resolve("run"))).isEqualTo("rwx------");
    assertThat(mode(folder.resolve("log"))).isEqualTo("rwx------");
  }

  /** The files and folders that others may use, by their modes. */
  private static Map<Path, String> open(Path state) throws IOException {
    Set<PosixFilePermission> others = PosixFilePermissions.fromString("---rwxrwx");
    Map<Path, String> open = new TreeMap<>();
    try (Stream<Path> all = Files.walk(state)) {
      for (Path path : (Iterable<Path>) all::iterator) {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
          continue; // etcd and the engine make and delete files all the time
        }
        if (Files.getPosixFilePermissions(path).stream().anyMatch(others::contains)) {
          open.put(path, mode(path));
        }
      }
    }
    return open;
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void noSecretIsInArgumentsLogsHistoriesOrEvents() throws Exception {
    Path lib = folder.resolve("lib");
    String brick = read(onlyVolfile(lib));
    List<String> secrets =
        List.of(
            value(brick, "auth\\.login\\.[0-9a-f-]{36}\\.password (\\S+)"),
            value(read(lib.resolve("identity")), "\"secret\":\"([0-9a-f]{64})\""),
            read(lib.resolve("auth")));

    StringBuilder shown = new StringBuilder();
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      processes.forEach(process -> shown.append(quietly(process.resolve("cmdline"))));
    }
    for (String file :
        List.of("out", "log/etcd.log", "log/temporal.log", "lib/temporal/temporal.db")) {
      shown.append(read(folder.resolve(file)));
    }
    shown.append(quietly(lib.resolve("temporal/temporal.db-wal")));
    try (Stream<Path> journal = Files.walk(lib.resolve("journal"))) {
      journal.filter(Files::isRegularFile).forEach(file -> shown.append(quietly(file)));
    }
    shown.append(Http.get(node.url("/v1/events")).body());
    shown.append(Http.get(node.url("/v1/volumes/seen")).body());
    String all = shown.toString();
    assertThat(all).contains("seen");
    assertThat(secrets).noneMatch(all::contains);
  }

  @Test
  void aVolumesCredentialsAreForRootAndItsBricksAreForTheUnixSocket() throws Exception {
    String brick = brickKey();
    SocketAddress socket = UnixDomainSocketAddress.of(folder.resolve("run/bricklayer.socket"));
    assertThat(Getspec.ask(socket, brick)).contains(".password ");
    assertThat(Getspec.ask(node.clientAddress(), brick)).isEmpty();
    assertThat(Getspec.ask(node.clientAddress(), "seen")).contains("option password ");
    assertThat(askAsNobody(brick)).isEmpty();
    assertThat(askAsNobody("seen"))
        .contains("type protocol/client")
        .doesNotContain("option password ");
  }

  private static String brickKey() throws IOException {
    String file = String.valueOf(onlyVolfile(folder.resolve("lib")).getFileName());
    return file.substring(0, file.length() - ".vol".length());
  }

  /** What another user of this host is told. */
  private static String askAsNobody(String key) throws Exception {
    StringBuilder request = new StringBuilder();
    for (byte each : Getspec.request(key)) {
      request.append(String.format(Locale.ROOT, "\\x%02x", each));
    }
    String script =
        """
        exec 3<>/dev/tcp/127.0.0.1/%d
        printf '%s' >&3
        mark=$(head -c 4 <&3 | od -An -tx1 | tr -d ' \n')
        head -c $((16#$mark & 16#7fffffff)) <&3 | od -An -v -tx1 | tr -d ' \n'
        """
            .formatted(node.clientAddress().getPort(), request);
    Process nobody =
        new ProcessBuilder(
                "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "bash", "-c", script)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String answer = new String(nobody.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    assertThat(nobody.waitFor()).isZero();
    return Getspec.volfile(answer);
  }

  /** As an earlier version started bricks, which run on and get their changes. */
  @Test
  void aBrickThatAsksByTcpIsKnownByItsPidFile() throws Exception {
    assertThat(node.createVolume("old").statusCode()).isEqualTo(201);
    try {
      String id =
          value(Http.get(node.url("/v1/volumes/old")).body(), "\"bricks\":\\[\\{\"id\":\"([^\"]+)");
      String port = Integer.toString(FreePorts.next());
      Path path = folder.resolve("bricks/old");
      Process launched =
          new ProcessBuilder(
                  "glusterfsd",
                  "-s",
                  "127.0.0.1",
                  "--volfile-server-port",
                  Integer.toString(node.clientAddress().getPort()),
                  "--volfile-id",
                  brickKey().replaceFirst("^seen", "old").replaceFirst("seen$", "old"),
                  "-p",
                  folder.resolve("run/bricks/" + id + ".pid").toString(),
                  "-S",
                  folder.resolve("run/old.socket").toString(),
                  "--brick-name",
                  path.toString(),
                  "-l",
                  folder.resolve("old.log").toString(),
                  "--process-name",
                  "brick",
                  "--brick-port",
                  port,
                  "--xlator-option",
                  "old-server.listen-port=" + port)
              .inheritIO()
              .start();
      assertThat(launched.waitFor()).as("glusterfsd has its volfile and has signed in").isZero();
    } finally {
      node.dropVolume("old");
    }
  }

  private static Path onlyVolfile(Path lib) throws IOException {
    try (Stream<Path> kept = Files.list(lib.resolve("volfiles"))) {
      return kept.filter(file -> file.getFileName().toString().endsWith("-bricks-seen.vol"))
          .findFirst()
          .orElseThrow();
    }
  }

  private static String value(String text, String pattern) {
    Matcher found = Pattern.compile(pattern).matcher(text);
    assertThat(found.find()).as(pattern).isTrue();
    return found.group(1);
  }

  private static String read(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
  }

  private static String quietly(Path file) {
    try {
      return read(file);
    } catch (IOException gone) {
      return "";
    }
  }
}
