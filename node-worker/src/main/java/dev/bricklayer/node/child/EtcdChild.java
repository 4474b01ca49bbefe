package dev.bricklayer.node.child;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * The supervised etcd member of this node. Its client port is on loopback only.
 *
 * <p>A member that was removed from its cluster ends by itself and is not started again: {@link
 * #removed}.
 */
public final class EtcdChild implements AutoCloseable {
  private static final String REMOVED = "the member has been permanently removed";
  private static final Duration STOP_WITHIN = Duration.ofMillis(1500);
  private static final int PROBE_MILLIS = 1000;
  private static final long LOG_LIMIT = 16 << 20;

  private final EtcdSettings settings;
  private final ChildSupervisor supervisor;
  private volatile boolean removed;

  /**
   * @param onRemoved called once, on the child's thread, when the member was removed
   * @throws ClusterException when there is no etcd to run
   */
  public EtcdChild(EtcdSettings settings, EtcdStart start, Runnable onRemoved) {
    this.settings = settings;
    ChildSpec spec =
        new ChildSpec(
            "etcd",
            command(settings, start),
            settings.folder().resolve(start.folder()),
            settings.folder().resolve("child"),
            settings.logDir().resolve("etcd.log"),
            LOG_LIMIT,
            STOP_WITHIN);
    this.supervisor =
        new ChildSupervisor(
            spec,
            this::healthy,
            output -> {
              if (output.contains(REMOVED)) {
                removed = true;
                onRemoved.run();
                return false;
              }
              return true;
            });
  }

  private static List<String> command(EtcdSettings settings, EtcdStart start) {
    return List.of(
        settings.program().toString(),
        "--name=" + start.name(),
        "--data-dir=" + settings.folder().resolve(start.folder()).toAbsolutePath(),
        "--listen-client-urls=" + settings.clientUrl(),
        "--advertise-client-urls=" + settings.clientUrl(),
        "--listen-peer-urls=http://" + settings.peerListen(),
        "--initial-advertise-peer-urls=" + settings.peerUrl(),
        "--initial-cluster=" + start.initialCluster(),
        "--initial-cluster-state=" + (start.existing() ? "existing" : "new"),
        "--initial-cluster-token=" + start.token(),
        "--heartbeat-interval=" + start.pace().heartbeatMillis(),
        "--election-timeout=" + start.pace().electionMillis(),
        "--pre-vote=true",
        "--auto-compaction-mode=periodic",
        "--auto-compaction-retention=1h",
        "--quota-backend-bytes=" + settings.limitBytes(start.existing()),
        "--max-txn-ops=20000",
        "--max-request-bytes=8388608",
        "--snapshot-count=20000",
        "--logger=zap",
        "--log-level=warn");
  }

  public EtcdChild start() {
    supervisor.start();
    return this;
  }

  public boolean awaitReady(Duration atMost) {
    return supervisor.awaitReady(atMost);
  }

  /**
   * Waits until it serves.
   *
   * @throws ClusterException {@code UNAVAILABLE} with the end of etcd's output when it does not
   *     serve in that time
   */
  public void requireReady(Duration atMost) {
    if (!awaitReady(atMost)) {
      throw new ClusterException(
          ErrorCode.UNAVAILABLE,
          "etcd does not serve on "
              + settings.clientUrl()
              + " after "
              + atMost.toMillis()
              + " ms"
              + supervisor.failure().map(why -> ": " + why).orElse(""));
    }
  }

  /** Whether the member was removed from its cluster. */
  public boolean removed() {
    return removed;
  }

  public ChildSupervisor supervisor() {
    return supervisor;
  }

  @Override
  public void close() {
    supervisor.stop();
  }

  /** A full one serves too: it is to be found, and to be helped. */
  private boolean healthy() {
    try {
      HttpURLConnection connection =
          (HttpURLConnection)
              URI.create(settings.clientUrl() + "/health?exclude=NOSPACE").toURL().openConnection();
      connection.setConnectTimeout(PROBE_MILLIS);
      connection.setReadTimeout(PROBE_MILLIS);
      connection.setUseCaches(false);
      try (InputStream answer = connection.getInputStream()) {
        return new String(answer.readNBytes(256), UTF_8).contains("\"true\"");
      } finally {
        connection.disconnect();
      }
    } catch (IOException e) {
      return false;
    }
  }
}
