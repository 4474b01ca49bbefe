package dev.bricklayer.cli.grammar;

import dev.bricklayer.cli.command.Action;
import dev.bricklayer.cli.command.GlobalFlags;
import dev.bricklayer.cli.version.VersionCommand;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code glustercli}. */
@Command(
    name = "glustercli",
    description = "Manages a Bricklayer cluster of GlusterFS nodes.",
    sortOptions = false,
    footer = {
      "",
      "Exit status: 0 done, 1 failed, 2 wrong usage, 3 still running,",
      "4 failed and rolled back, 5 failed and something could not be rolled back.",
      "",
      "Examples:",
      "  glustercli peer add 10.0.0.2",
      "  glustercli volume create v1 replica 3 n1:/bricks/b n2:/bricks/b n3:/bricks/b",
      "  glustercli volume start v1",
      "  glustercli volume status",
      "  glustercli operation list --since 1h"
    })
final class RootCommand implements Runnable {
  @Mixin GlobalFlags global = new GlobalFlags();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  boolean help;

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  @Command(
      name = "version",
      description = "Show the version of this command and of the node that answers.",
      sortOptions = false)
  Action version() {
    return new VersionCommand();
  }

  @Command(
      name = "completion",
      description = "Print the completion script for a shell.",
      sortOptions = false,
      footer = {"", "Example:", "  source <(glustercli completion bash)"})
  void completion(@Parameters(paramLabel = "SHELL", description = "bash.") Shell shell) {
    String script = AutoComplete.bash(spec.name(), spec.commandLine());
    spec.commandLine().getOut().print(script);
    spec.commandLine().getOut().flush();
  }

  /** Shells that completion exists for. */
  enum Shell {
    bash
  }
}
