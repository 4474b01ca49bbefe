package dev.bricklayer.cli.grammar;

import dev.bricklayer.cli.command.Action;
import dev.bricklayer.cli.operation.CancelOperation;
import dev.bricklayer.cli.operation.ListOperations;
import dev.bricklayer.cli.operation.RetryOperation;
import dev.bricklayer.cli.operation.ShowOperation;
import dev.bricklayer.cli.operation.WatchOperation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code glustercli operation}. */
@Command(
    name = "operation",
    description = "Look at what the cluster was asked to do, cancel it, do it again.",
    sortOptions = false)
final class OperationCommands extends GroupCommand {

  @Command(
      name = "list",
      description = "Show operations, the newest first.",
      sortOptions = false,
      footer = {
        "",
        "Examples:",
        "  glustercli operation list --since 1h",
        "  glustercli operation list --volume v1 --state failed"
      })
  Action list(@Mixin ListFlags flags) {
    return new ListOperations(flags.filters());
  }

  @Command(name = "show", description = "Show one operation with its steps.", sortOptions = false)
  Action show(@Parameters(paramLabel = "ID", description = "The operation.") String id) {
    return new ShowOperation(id);
  }

  @Command(
      name = "watch",
      description = "Show an operation's steps until it ends; leaving does not cancel it.",
      sortOptions = false)
  Action watch(@Parameters(paramLabel = "ID", description = "The operation.") String id) {
    return new WatchOperation(id);
  }

  @Command(
      name = "cancel",
      description = "Cancel an operation that is not committed, and undo what it has done.",
      sortOptions = false)
  Action cancel(@Parameters(paramLabel = "ID", description = "The operation.") String id) {
    return new CancelOperation(id);
  }

  @Command(
      name = "retry",
      description = "Do what a failed operation was asked to do once more.",
      sortOptions = false)
  Action retry(@Parameters(paramLabel = "ID", description = "The operation.") String id) {
    return new RetryOperation(id);
  }
}
