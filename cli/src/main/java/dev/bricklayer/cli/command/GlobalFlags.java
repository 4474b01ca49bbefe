package dev.bricklayer.cli.command;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * The options of every command. The fast way sets the fields itself; the annotations serve the full
 * grammar and are not looked at before it is needed.
 */
public final class GlobalFlags {
  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Print the API's answer as JSON.")
  public boolean json;

  @Option(
      names = {"-y", "--yes"},
      scope = ScopeType.INHERIT,
      description = "Ask nothing.")
  public boolean yes;

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      scope = ScopeType.INHERIT,
      description = "script: ask nothing, show no live steps; interactive: the default.")
  public String mode = "";

  @Option(
      names = "--no-wait",
      scope = ScopeType.INHERIT,
      description = "Leave as soon as the operation is accepted.")
  public boolean noWait;

  @Option(
      names = "--dry-run",
      scope = ScopeType.INHERIT,
      description = "Only say what a change would do.")
  public boolean dryRun;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      scope = ScopeType.INHERIT,
      description = "How long to wait; 30 for an answer, 120 for the end of a change.")
  public int timeout;

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "Also print the ids of request, peer and cluster.")
  public boolean verbose;

  @Option(
      names = "--endpoints",
      paramLabel = "URL[,URL]",
      scope = ScopeType.INHERIT,
      description = "Nodes to ask; else $$GD2_ENDPOINTS, else http://127.0.0.1:24007.")
  public @Nullable String endpoints;

  @Option(
      names = "--secret",
      paramLabel = "TEXT",
      scope = ScopeType.INHERIT,
      description = "The cluster's secret; else --secret-file, $$GD2_AUTH_SECRET, the node's file.")
  public @Nullable String secret;

  @Option(
      names = "--secret-file",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "The file that holds the secret.")
  public @Nullable String secretFile;

  /**
   * What the flags say.
   *
   * @throws CommandException if a value is not possible
   */
  public Settings settings() {
    boolean script = mode.equals("script");
    if (!script && !mode.isEmpty() && !mode.equals("interactive")) {
      throw CommandException.usage("--mode is 'script' or 'interactive', not '" + mode + "'");
    }
    if (timeout < 0) {
      throw CommandException.usage("--timeout needs a positive number of seconds");
    }
    return new Settings(
        json,
        yes || script,
        script,
        noWait,
        dryRun,
        verbose,
        timeout,
        endpoints,
        secret,
        secretFile);
  }
}
