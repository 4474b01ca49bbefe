package dev.bricklayer.api.node;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Several nodes in one process, for tests of scale: a path of a node's configuration on each line
 * of stdin starts it, the end of stdin ends them all. Each node is a whole one, with its own
 * identity, folders, ports, workers and connections; they share nothing but the JVM. Answers each
 * line with {@code started PATH} or {@code failed PATH: why} on stdout; the nodes' logs go there
 * too.
 */
public final class ManyNodes {
  private ManyNodes() {}

  public static void main(String[] arguments) throws IOException {
    Locale.setDefault(Locale.ROOT);
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String file = lines.readLine(); file != null; file = lines.readLine()) {
      start(file.strip());
    }
    System.exit(0); // each node's server stops itself on exit
  }

  private static void start(String file) {
    Throwable[] failure = new Throwable[1];
    new NodeApplication(thrown -> failure[0] = thrown).run("server", file);
    System.out.println(
        failure[0] == null
            ? "started " + file
            : "failed " + file + ": " + NodeApplication.sentence(failure[0]));
    System.out.flush();
  }
}
