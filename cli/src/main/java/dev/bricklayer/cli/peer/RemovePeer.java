package dev.bricklayer.cli.peer;

import dev.bricklayer.cli.command.Action;
import dev.bricklayer.cli.command.Session;
import dev.bricklayer.cli.http.Request;
import dev.bricklayer.cli.naming.PeerDirectory;
import dev.bricklayer.cli.operation.Change;

/** {@code peer remove HOST|NAME|ID [force]}. */
public record RemovePeer(String peer, boolean force) implements Action {

  @Override
  public int run(Session session) {
    String id = PeerDirectory.isId(peer) ? peer : PeerDirectory.fetch(session).id(peer);
    Request request = Request.delete("/v1/peers/" + id);
    return new Change(session, "peer remove: " + peer, "")
        .run(force ? request.with("force", "true") : request);
  }
}
