package dev.bricklayer.cli.peer;

import dev.bricklayer.cli.command.Action;
import dev.bricklayer.cli.command.AnswerException;
import dev.bricklayer.cli.command.ExitCode;
import dev.bricklayer.cli.command.Session;
import dev.bricklayer.cli.http.Answer;
import dev.bricklayer.cli.http.Request;
import dev.bricklayer.cli.naming.PeerDirectory;

/** {@code peer readmit HOST|NAME|ID}. */
public record ReadmitPeer(String peer) implements Action {

  @Override
  public int run(Session session) {
    String id = PeerDirectory.isId(peer) ? peer : PeerDirectory.fetch(session).id(peer);
    Answer answer =
        session
            .api()
            .send(Request.post("/v1/peers/" + id + "/readmit", null), session.changeMillis());
    if (!answer.ok()) {
      throw new AnswerException(answer);
    }
    if (session.settings().json()) {
      return session.printJson(answer.json());
    }
    session.terminal().print("peer readmit: " + peer + ": it begins anew as the peer that it was");
    return ExitCode.DONE;
  }
}
