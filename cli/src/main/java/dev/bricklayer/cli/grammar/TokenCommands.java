package dev.bricklayer.cli.grammar;

import dev.bricklayer.cli.command.Action;
import dev.bricklayer.cli.peer.CreateToken;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code glustercli peer token}. */
@Command(
    name = "token",
    description = "Tokens for nodes that are to join the cluster.",
    sortOptions = false)
final class TokenCommands extends GroupCommand {

  @Command(
      name = "create",
      description = "Make a token for one node, to be written to its file join-token.",
      sortOptions = false,
      footer = {"", "Example:", "  glustercli peer token create --ttl 30m"})
  Action create(
      @Option(
              names = "--ttl",
              paramLabel = "TIME",
              defaultValue = "1h",
              description = "How long it is good: 30m, 1h, 2d; 7d at most.")
          String ttl) {
    return new CreateToken(ttl);
  }
}
