package dev.bricklayer.cli.start;

import dev.bricklayer.cli.GlusterCli;
import dev.bricklayer.cli.terminal.Terminal;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/**
 * Runs the usual commands against a stage of its own, so that {@code -XX:DumpLoadedClassList} sees
 * every class they need; {@code bin/glustercli} makes the archive of classes from that list.
 */
public final class Rehearsal {
  private static final String ID = "0b0f8c9e-7a51-4a5a-9d6c-000000000001";

  private static final List<String> COMMANDS =
      List.of(
          "volume list",
          "volume info",
          "volume info v1",
          "volume info v1 --json",
          "volume status",
          "volume status v1",
          "volume start v1",
          "volume start v1 force --no-wait",
          "volume stop v1 --mode=script",
          "volume delete v1 -y",
          "volume delete missing -y",
          "volume create v1 replica 3 n1:/b/1 n1:/b/2 n1:/b/3 force",
          "volume create v1 --disperse 3 --redundancy=1 --metadata a=b n1:/b/1 n1:/b/2 n1:/b/3",
          "volume create v1 n1:/b/1 --dry-run",
          "peer add n2 --zone z",
          "peer remove n1",
          "peer status",
          "peer list",
          "pool list",
          "operation list --since 1h",
          "operation show " + ID,
          "operation watch " + ID,
          "operation cancel " + ID,
          "operation retry " + ID,
          "version",
          "volume create --help",
          "volume lst");

  private Rehearsal() {}

  /** Plays all commands once in a pipe and once on a terminal. */
  public static void main(String[] args) throws Exception {
    try (Stage stage = Stage.open(ID)) {
      Map<String, String> environment =
          Map.of("GD2_ENDPOINTS", stage.address(), "GD2_AUTH_SECRET", "rehearsal");
      for (int columns : new int[] {0, 80}) {
        Terminal nowhere =
            new Terminal(
                OutputStream.nullOutputStream(),
                OutputStream.nullOutputStream(),
                InputStream.nullInputStream(),
                false,
                columns > 0,
                columns);
        for (String command : COMMANDS) {
          int ignored = GlusterCli.run(command.split(" "), nowhere, environment);
        }
      }
    }
    // as in main, which runs before the commands
    int ignored = System.getenv().size();
    Terminal.ofProcess("", 0).print("");
  }
}
