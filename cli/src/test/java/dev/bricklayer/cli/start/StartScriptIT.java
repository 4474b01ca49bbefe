package dev.bricklayer.cli.start;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.cli.CliRun;
import dev.bricklayer.cli.FakeNode;
import dev.bricklayer.cli.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/glustercli} as a user starts it: in a pipe, on a terminal, from anywhere. */
class StartScriptIT {
  private static final Path SCRIPT = Path.of("../bin/glustercli").toAbsolutePath().normalize();
  private static final Path JAR = Path.of("target/glustercli.jar").toAbsolutePath();
  private static final Path PICOCLI = Path.of("target/picocli.jar").toAbsolutePath();
  private static final int SECONDS = 60;

  private final FakeNode node =
      new FakeNode()
          .answer("GET /v1/volumes", 200, "[" + Wire.VOLUME + "]")
          .answer("GET /v1/peers", 200, Wire.PEERS);

  @AfterEach
  void close() {
    node.close();
  }

  private record Ended(int code, String out, String err) {}

  @Test
  void runsFromAnyFolderAndThroughLinks(@TempDir Path folder) throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("gluster"), SCRIPT);
    Path second = Files.createSymbolicLink(folder.resolve("g2"), Path.of("gluster"));
    for (String command : List.of(SCRIPT.toString(), link.toString(), second.toString(), "./g2")) {
      assertThat(bash(folder, command + " volume list")).isEqualTo(new Ended(0, "v1\n", ""));
    }
  }

  @Test
  void keepsItsArchiveWhereItCanWrite(@TempDir Path folder) throws Exception {
    Path bin = Files.createDirectories(folder.resolve("usr dir/bin"));
    Path lib = Files.createDirectories(folder.resolve("usr dir/lib/bricklayer"));
    Files.copy(SCRIPT, bin.resolve("glustercli"), StandardCopyOption.COPY_ATTRIBUTES);
    Files.copy(JAR, lib.resolve("glustercli.jar"));
    Files.copy(PICOCLI, lib.resolve("picocli.jar"));
    String command = "'" + bin.resolve("glustercli") + "' volume list";
    assertThat(bash(folder, command)).isEqualTo(new Ended(0, "v1\n", ""));
    assertThat(archives(lib)).hasSize(1);
    assertThat(bash(folder, command)).isEqualTo(new Ended(0, "v1\n", ""));

    // another build of the jar: the archive of the old one goes
    Files.setLastModifiedTime(
        lib.resolve("glustercli.jar"), FileTime.fromMillis(1_600_000_000_000L));
    Path old = archives(lib).get(0);
    assertThat(bash(folder, command)).isEqualTo(new Ended(0, "v1\n", ""));
    assertThat(archives(lib)).hasSize(1).doesNotContain(old);

    // nowhere to write: it runs all the same
    for (Path archive : archives(lib)) {
      Files.delete(archive);
    }
    Ended readOnly =
        bash(
            folder,
            "export XDG_CACHE_HOME=/proc/none; mount --bind -o ro '"
                + lib
                + "' '"
                + lib
                + "' && mount -o remount,bind,ro '"
                + lib
                + "' && "
                + command,
            "unshare",
            "-m");
    assertThat(readOnly).isEqualTo(new Ended(0, "v1\n", ""));
    assertThat(archives(lib)).isEmpty();
    Ended inCache =
        bash(
            folder,
            "export XDG_CACHE_HOME='"
                + folder
                + "/cache'; mount --bind '"
                + lib
                + "' '"
                + lib
                + "' && mount -o remount,bind,ro '"
                + lib
                + "' && "
                + command,
            "unshare",
            "-m");
    assertThat(inCache).isEqualTo(new Ended(0, "v1\n", ""));
    assertThat(archives(folder.resolve("cache/bricklayer"))).hasSize(1);
  }

  @Test
  void theFastWayLoadsNoPicocliAndAlmostAllClassesFromTheArchive(@TempDir Path folder)
      throws Exception {
    assertThat(bash(folder, SCRIPT + " volume list").code()).isZero();
    String log = "GLUSTERCLI_JAVA_OPTS=-Xlog:class+load:file=" + folder.resolve("classes");
    assertThat(bash(folder, log + " " + SCRIPT + " volume list").out()).isEqualTo("v1\n");
    List<String> loaded = Files.readAllLines(folder.resolve("classes"));
    assertThat(loaded).noneMatch(line -> line.contains("picocli"));
    assertThat(loaded.stream().filter(line -> line.contains("dev.bricklayer")))
        .isNotEmpty()
        .allMatch(line -> line.contains("shared objects file"));
    assertThat(loaded.stream().filter(line -> !line.contains("shared objects file")).count())
        .isLessThan(30);
  }

  @Test
  void saysWhenJavaOrTheJarIsMissing(@TempDir Path folder) throws Exception {
    Ended noJava = bash(folder, "PATH=/nowhere JAVA_HOME= " + SCRIPT + " volume list");
    assertThat(noJava.code()).isEqualTo(1);
    assertThat(noJava.err()).contains("needs Java 17");
    Path alone = Files.copy(SCRIPT, folder.resolve("glustercli"));
    Ended noJar = bash(folder, "sh " + alone + " volume list");
    assertThat(noJar.code()).isEqualTo(1);
    assertThat(noJar.err()).contains("is not built");
  }

  @Test
  void goesQuietlyWhenItsReaderLeavesAndTellsWhenTheDiskIsFull(@TempDir Path folder)
      throws Exception {
    assertThat(bash(folder, SCRIPT + " volume info | true")).isEqualTo(new Ended(0, "", ""));
    Ended full = bash(folder, SCRIPT + " volume info >/dev/full");
    assertThat(full.code()).isEqualTo(1);
    assertThat(full.err()).contains("the output cannot be written").contains("No space left");
  }

  @Test
  void wrapsTablesToTheTerminal(@TempDir Path folder) throws Exception {
    String narrow = terminal(folder, "stty cols 82; " + SCRIPT + " peer list", "");
    assertThat(narrow.lines()).allMatch(line -> line.strip().length() <= 82);
    assertThat(narrow).contains("node3");
  }

  @Test
  void asksOnATerminal(@TempDir Path folder) throws Exception {
    node.answer("DELETE /v1/volumes/v1", 204, "");
    String no = terminal(folder, SCRIPT + " volume delete v1", "n\n");
    assertThat(no).contains("Do you want to continue? (y/n)").contains("it was not confirmed");
    assertThat(node.received()).isEmpty();
    String yes = terminal(folder, SCRIPT + " volume delete v1", "y\n");
    assertThat(yes).contains("volume delete: v1: success");
    assertThat(node.only("DELETE").headers()).containsEntry("prefer", "respond-async");
  }

  @Test
  void showsStepsOnATerminalAndDetachesOnCtrlC(@TempDir Path folder) throws Exception {
    node.answer(
            "POST /v1/volumes/v1/start",
            202,
            Wire.operation("ACCEPTED", "", ""),
            "X-Bricklayer-Operation",
            FakeNode.OPERATION)
        .answer(
            "GET /v1/operations/" + FakeNode.OPERATION,
            200,
            Wire.operation(
                "ACCEPTED",
                "",
                ",\"steps\":["
                    + Wire.step(
                        "start bricks", "0b0f8c9e-7a51-4a5a-9d6c-000000000012", "RUNNING", "")
                    + "]"));
    // the terminal's own interrupt: ^C is written to it once the step is on the screen
    Path screen = folder.resolve("screen");
    Process process =
        start(
            folder,
            "script",
            "-qefc",
            SCRIPT + " volume start v1; echo status=$?",
            screen.toString());
    await(screen, "start bricks on node2");
    process.getOutputStream().write(3);
    process.getOutputStream().flush();
    await(screen, "status=");
    process.getOutputStream().close();
    assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(screen))
        .contains("detached: operation " + FakeNode.OPERATION + " goes on")
        .contains("glustercli operation watch " + FakeNode.OPERATION)
        .contains("status=3");
    assertThat(node.received()).noneMatch(request -> request.path().endsWith("/cancel"));
  }

  /** Runs a command line in bash, as the arguments of {@code prefix} if there are some. */
  private Ended bash(Path folder, String command, String... prefix) throws Exception {
    List<String> line = new ArrayList<>(List.of(prefix));
    line.addAll(List.of("bash", "-c", command));
    Process process = start(folder, line.toArray(new String[0]));
    process.getOutputStream().close();
    CompletableFuture<String> err =
        CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
    String out = text(process.getInputStream());
    assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), out, err.get(SECONDS, TimeUnit.SECONDS));
  }

  /** What a terminal shows while a command line runs and {@code typed} is typed. */
  private String terminal(Path folder, String command, String typed) throws Exception {
    Path screen = Files.createTempFile(folder, "screen", "");
    Process process = start(folder, "script", "-qefc", command + "; echo over", screen.toString());
    if (!typed.isEmpty()) {
      await(screen, "(y/n)");
      process.getOutputStream().write(typed.getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    }
    await(screen, "over");
    process.getOutputStream().close();
    assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
    String all = Files.readString(screen);
    return all.substring(all.indexOf('\n') + 1, all.lastIndexOf("over"));
  }

  private Process start(Path folder, String... command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("GD2_ENDPOINTS", node.address());
    builder.environment().put("GD2_AUTH_SECRET", CliRun.SECRET);
    builder.environment().put("SHELL", "/bin/bash");
    builder.environment().remove("COLUMNS");
    return builder.start();
  }

  private static void await(Path file, String text) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (!Files.exists(file) || !Files.readString(file).contains(text)) {
      assertThat(System.nanoTime()).as("'%s' in %s", text, file).isLessThan(deadline);
      Thread.sleep(20);
    }
  }

  private static String text(InputStream in) {
    try (in) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static List<Path> archives(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jsa")).toList();
    }
  }
}
