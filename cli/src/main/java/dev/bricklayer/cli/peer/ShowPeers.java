package dev.bricklayer.cli.peer;

import dev.bricklayer.cli.command.Action;
import dev.bricklayer.cli.command.AnswerException;
import dev.bricklayer.cli.command.ExitCode;
import dev.bricklayer.cli.command.Session;
import dev.bricklayer.cli.http.Answer;
import dev.bricklayer.cli.http.Request;
import dev.bricklayer.cli.json.JsonArray;
import dev.bricklayer.cli.json.JsonObject;
import dev.bricklayer.cli.naming.PeerDirectory;
import dev.bricklayer.cli.terminal.Table;
import dev.bricklayer.cli.terminal.Terminal;
import java.util.List;

/** {@code peer status}, {@code peer list} and {@code pool list}: one list in three forms. */
public record ShowPeers(Form form) implements Action {

  /** How the peers are shown. */
  public enum Form {
    /** gluster's paragraphs about every peer but the one that answers. */
    STATUS,
    /** A table with all addresses. */
    ADDRESSES,
    /** gluster's table of the pool. */
    POOL
  }

  @Override
  public int run(Session session) {
    Answer answer = session.api().send(Request.get("/v1/peers"), session.readMillis());
    if (!answer.ok()) {
      throw new AnswerException(answer);
    }
    if (session.settings().json()) {
      return session.printJson(answer.json());
    }
    List<JsonObject> peers = answer.json() instanceof JsonArray array ? array.objects() : List.of();
    String self = answer.header("x-gluster-peer-id");
    Terminal terminal = session.terminal();
    switch (form) {
      case STATUS -> terminal.print(status(peers, self));
      case ADDRESSES -> terminal.print(addresses(peers).render(terminal.columns()));
      case POOL -> terminal.print(pool(peers, self).render(terminal.columns()));
    }
    return ExitCode.DONE;
  }

  private static String status(List<JsonObject> peers, String self) {
    StringBuilder text = new StringBuilder();
    int others = 0;
    for (JsonObject peer : peers) {
      if (!peer.text("id").equals(self)) {
        others++;
        text.append("\nHostname: ").append(host(peer));
        text.append("\nUuid: ").append(peer.text("id"));
        text.append("\nState: Peer in Cluster (").append(connected(peer)).append(")\n");
        if (!bricks(peer).isEmpty()) {
          text.append("Bricks: ").append(bricks(peer)).append('\n');
        }
      }
    }
    return "Number of Peers: " + others + "\n" + Terminal.lines(text.toString());
  }

  private static Table addresses(List<JsonObject> peers) {
    Table table =
        new Table("ID", "NAME", "PEER ADDRESSES", "CLIENT ADDRESSES", "ONLINE", "PID").keepWhole(0);
    for (JsonObject peer : peers) {
      table.row(
          peer.text("id"),
          peer.text("name") + (bricks(peer).isEmpty() ? "" : " (bricks: " + bricks(peer) + ")"),
          String.join(", ", peer.texts("peer-addresses")),
          String.join(", ", peer.texts("client-addresses")),
          peer.flag("online") ? "yes" : "no",
          peer.text("pid"));
    }
    return table;
  }

  private static Table pool(List<JsonObject> peers, String self) {
    Table table = new Table("UUID", "Hostname", "State").keepWhole(0);
    for (JsonObject peer : peers) {
      boolean here = peer.text("id").equals(self);
      table.row(peer.text("id"), here ? "localhost" : host(peer), connected(peer));
    }
    return table;
  }

  /** {@code simulated} on a node without brick processes, else empty. */
  private static String bricks(JsonObject peer) {
    return peer.object("metadata").text("_bricks");
  }

  private static String host(JsonObject peer) {
    List<String> addresses = peer.texts("peer-addresses");
    return addresses.isEmpty() ? peer.text("name") : PeerDirectory.host(addresses.get(0));
  }

  private static String connected(JsonObject peer) {
    return peer.flag("online") ? "Connected" : "Disconnected";
  }
}
