package dev.bricklayer.node.child;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a node runs the embedded Temporal.
 *
 * @param binary see {@link TemporalBinary#find}
 * @param stateDir its database is {@code <stateDir>/temporal/temporal.db}
 * @param logDir gets {@code temporal.log}
 * @param port of 127.0.0.1, for workers and clients; other nodes reach it through the peer port
 * @param uiHost address of the Web UI; null for none
 * @param uiPort port of the Web UI
 * @param retention how long ended workflows are kept; about 20 KB each
 */
public record TemporalSettings(
    @Nullable Path binary,
    Path stateDir,
    Path logDir,
    int port,
    @Nullable String uiHost,
    int uiPort,
    String namespace,
    Duration retention) {
  public static final Duration DEFAULT_RETENTION = Duration.ofDays(30);

  public Path database() {
    return stateDir.resolve("temporal").resolve("temporal.db");
  }

  /** {@code 127.0.0.1:port}. */
  public String target() {
    return "127.0.0.1:" + port;
  }
}
