package dev.bricklayer.cli.grammar;

import dev.bricklayer.cli.command.Action;
import dev.bricklayer.cli.command.Pairs;
import dev.bricklayer.cli.peer.AddPeer;
import dev.bricklayer.cli.peer.ReadmitPeer;
import dev.bricklayer.cli.peer.RemovePeer;
import dev.bricklayer.cli.peer.ShowPeers;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code glustercli peer}. */
@Command(
    name = "peer",
    description = "Add, remove and look at the cluster's nodes.",
    subcommands = TokenCommands.class,
    sortOptions = false)
final class PeerCommands extends GroupCommand {

  @Command(
      name = "add",
      aliases = "probe",
      description = "Add a node to the cluster.",
      sortOptions = false,
      footer = {
        "",
        "Examples:",
        "  glustercli peer add 10.0.0.2",
        "  glustercli peer add node3:24008 --zone rack2"
      })
  Action add(
      @Parameters(
              paramLabel = "HOST[:PORT]",
              description = "Its peer address; the port is 24008 if not said.")
          String host,
      @Option(names = "--zone", paramLabel = "ZONE", description = "Its failure zone.")
          @Nullable String zone,
      @Option(
              names = "--metadata",
              paramLabel = "K=V",
              description = "Metadata of the peer; may be repeated.")
          @Nullable List<String> metadata) {
    return new AddPeer(
        host, zone == null ? "" : zone, Pairs.read(metadata == null ? List.of() : metadata));
  }

  @Command(
      name = "remove",
      aliases = "detach",
      description = "Remove a node that has no bricks from the cluster.",
      sortOptions = false,
      footer = {"", "Example:", "  glustercli peer remove 10.0.0.2"})
  Action remove(
      @Parameters(paramLabel = "PEER", description = "Its address, name or id.") String peer,
      @Parameters(
              paramLabel = "force",
              arity = "0..1",
              description = "Also when it does not answer.")
          @Nullable Force force) {
    return new RemovePeer(peer, force != null);
  }

  @Command(
      name = "readmit",
      description = "Give a peer that has lost its state folder its identity back.",
      sortOptions = false,
      footer = {"", "Example:", "  glustercli peer readmit 10.0.0.2"})
  Action readmit(
      @Parameters(paramLabel = "PEER", description = "Its address, name or id.") String peer) {
    return new ReadmitPeer(peer);
  }

  @Command(name = "status", description = "Show the other nodes.", sortOptions = false)
  Action status() {
    return new ShowPeers(ShowPeers.Form.STATUS);
  }

  @Command(name = "list", description = "Show all nodes with their addresses.", sortOptions = false)
  Action list() {
    return new ShowPeers(ShowPeers.Form.ADDRESSES);
  }
}
