package dev.bricklayer.node.child;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the {@code temporal} program that carries the embedded engine. */
public final class TemporalBinary {
  /** The version that was tested: server 1.29.1, UI 2.42.1. */
  public static final String VERSION = "1.5.1";

  private static final String HOW =
      "run bin/setup, which builds it, or: GOBIN=/usr/local/bin go install"
          + " github.com/temporalio/cli/cmd/temporal@v"
          + VERSION
          + ", or name an existing Temporal cluster in temporal.target";

  private TemporalBinary() {}

  /**
   * The configured path; else the one of {@code PATH}; else the one that {@code bin/setup} built in
   * {@code $BRICKLAYER_CACHE/bin} or {@code ~/.cache/bricklayer/bin}.
   *
   * @throws ClusterException that says what to do when there is none
   */
  public static Path find(@Nullable Path configured) {
    return find(configured, System.getenv());
  }

  static Path find(@Nullable Path configured, Map<String, String> environment) {
    if (configured != null) {
      if (Files.isExecutable(configured)) {
        return configured.toAbsolutePath();
      }
      throw new ClusterException(
          ErrorCode.INTERNAL,
          "temporal.binary " + configured + " is not there or cannot be executed: " + HOW);
    }
    return Programs.onPath("temporal", environment).orElseGet(() -> cached(environment));
  }

  private static Path cached(Map<String, String> environment) {
    Path cache =
        environment.containsKey("BRICKLAYER_CACHE")
            ? Path.of(environment.get("BRICKLAYER_CACHE"))
            : Path.of(environment.getOrDefault("HOME", "/root"), ".cache", "bricklayer");
    Path program = cache.resolve("bin").resolve("temporal-" + VERSION);
    if (Files.isExecutable(program)) {
      return program.toAbsolutePath();
    }
    throw new ClusterException(
        ErrorCode.UNAVAILABLE, "there is no temporal in PATH nor at " + program + ": " + HOW);
  }
}
