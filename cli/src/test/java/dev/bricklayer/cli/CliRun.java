package dev.bricklayer.cli;

import dev.bricklayer.cli.terminal.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * One run of the command line.
 *
 * @param code the exit status
 */
public record CliRun(int code, String out, String err) {
  public static final String SECRET =
      "8f1c2b3a4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f8";

  /** Runs it in a pipe; arguments are separated by blanks. */
  public static CliRun inPipe(FakeNode node, String command) {
    return run(node, command, "", false, 0);
  }

  /** Runs it on a terminal of 80 columns where the user types {@code input}. */
  public static CliRun onTerminal(FakeNode node, String command, String input) {
    return run(node, command, input, true, 80);
  }

  public static CliRun run(
      FakeNode node, String command, String input, boolean terminal, int columns) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        GlusterCli.run(
            command.isEmpty() ? new String[0] : command.split(" "),
            new Terminal(
                out,
                err,
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                terminal,
                terminal,
                columns),
            Map.of("GD2_ENDPOINTS", node.address(), "GD2_AUTH_SECRET", SECRET));
    return new CliRun(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
