package dev.bricklayer.node.child;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.config.store.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real JVM with a real etcd: killed with -9, ended by a signal to its whole group. */
class KilledParentIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir Path folder;

  /** Runs an etcd until it is ended; says so in a file. */
  public static final class Parent {
    private Parent() {}

    public static void main(String[] arguments) throws Exception {
      EtcdSettings settings = settings(Path.of(arguments[0]), arguments[1], arguments[2]);
      EtcdChild child = new EtcdChild(settings, start(settings), () -> {}).start();
      child.requireReady(SOON);
      if (arguments[3].equals("orderly")) {
        Runtime.getRuntime().addShutdownHook(new Thread(child::close));
      }
      Files.writeString(
          settings.stateDir().resolve("ready"),
          Long.toString(child.supervisor().pid().orElseThrow()));
      TimeUnit.MINUTES.sleep(5);
    }
  }

  private static EtcdSettings settings(Path folder, String clientPort, String peerPort) {
    String peer = "127.0.0.1:" + peerPort;
    return new EtcdSettings(
        null, folder, folder.resolve("log"), Integer.parseInt(clientPort), peer, peer, 64 << 20);
  }

  private static EtcdStart start(EtcdSettings settings) {
    return EtcdStart.alone("node", settings.peerUrl(), "token");
  }

  private Process parent(String clientPort, String peerPort, String how) throws Exception {
    Files.deleteIfExists(folder.resolve("ready"));
    Process parent =
        new ProcessBuilder(
                List.of(
                    "setsid",
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx64m",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Parent.class.getName(),
                    folder.toString(),
                    clientPort,
                    peerPort,
                    how))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("parent.log").toFile())
            .start();
    Eventually.within(
        SOON,
        "a parent with its child",
        () -> {
          assertThat(parent.isAlive()).as(output()).isTrue();
          return Files.exists(folder.resolve("ready"))
              && !Files.readString(folder.resolve("ready")).isEmpty();
        });
    return parent;
  }

  private String output() throws IOException {
    return Files.readString(folder.resolve("parent.log"));
  }

  private ProcessFacts child() throws IOException {
    return ProcessFacts.of(Long.parseLong(Files.readString(folder.resolve("ready")))).orElseThrow();
  }

  @Test
  void theChildOutlivesAKillAndIsTakenOverAndEndsWithAnOrderlyParent() throws Exception {
    String clientPort = Integer.toString(FreePorts.next());
    String peerPort = Integer.toString(FreePorts.next());
    Process killed = parent(clientPort, peerPort, "killed");
    ProcessFacts etcd = child();
    killed.destroyForcibly();
    assertThat(killed.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(etcd.runs()).isTrue();

    Process next = parent(clientPort, peerPort, "orderly");
    assertThat(child()).as("the same process").isEqualTo(etcd);
    new ProcessBuilder("kill", "-TERM", "--", "-" + next.pid()).inheritIO().start().waitFor();
    assertThat(next.waitFor(60, TimeUnit.SECONDS)).isTrue();
    Eventually.within(SOON, "etcd's end", () -> !etcd.runs());

    EtcdSettings settings = settings(folder, clientPort, peerPort);
    try (EtcdChild last = new EtcdChild(settings, start(settings), () -> {}).start()) {
      last.requireReady(SOON);
      assertThat(last.supervisor().adopted()).isFalse();
    }
  }
}
