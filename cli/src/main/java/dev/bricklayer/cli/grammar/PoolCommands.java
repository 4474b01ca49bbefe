package dev.bricklayer.cli.grammar;

import dev.bricklayer.cli.command.Action;
import dev.bricklayer.cli.peer.ShowPeers;
import picocli.CommandLine.Command;

/** {@code glustercli pool}. */
@Command(name = "pool", description = "Look at the cluster's nodes.", sortOptions = false)
final class PoolCommands extends GroupCommand {

  @Command(name = "list", description = "Show all nodes, this one among them.", sortOptions = false)
  Action list() {
    return new ShowPeers(ShowPeers.Form.POOL);
  }
}
