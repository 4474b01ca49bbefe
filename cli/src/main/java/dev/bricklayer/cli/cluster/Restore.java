package dev.bricklayer.cli.cluster;

import dev.bricklayer.cli.command.Action;
import dev.bricklayer.cli.command.AnswerException;
import dev.bricklayer.cli.command.ExitCode;
import dev.bricklayer.cli.command.Session;
import dev.bricklayer.cli.http.Answer;
import dev.bricklayer.cli.http.NoAnswerException;
import dev.bricklayer.cli.http.Request;
import dev.bricklayer.cli.json.JsonObject;
import dev.bricklayer.cli.terminal.Terminal;

/**
 * {@code cluster restore FILE}: sends the file and waits until the node is the backup's.
 *
 * @param as the id of the peer that the node shall be, "" to go by its id or address
 * @param nodeOnly whether the other nodes have the cluster
 */
public record Restore(String file, Locks locks, String as, boolean nodeOnly) implements Action {
  private static final long PAUSE_MILLIS = 300;
  private static final int LOOK_MILLIS = 5_000;

  @Override
  public int run(Session session) {
    session.confirm(
        "Restoring makes this node what the backup says; nothing is removed from bricks. Go on?");
    JsonObject line = locks.opening();
    if (!as.isEmpty()) {
      line.put("as", as);
    }
    if (nodeOnly) {
      line.put("nodeOnly", true);
    }
    Answer answer =
        session
            .api()
            .send(
                Request.post("/v1/cluster/restore", line, Locks.bytes(file)),
                session.changeMillis());
    if (!answer.ok()) {
      throw new AnswerException(answer);
    }
    JsonObject accepted = answer.object();
    boolean there = session.settings().noWait() || await(session, accepted);
    if (session.settings().json()) {
      int printed = session.printJson(accepted);
      return there ? printed : ExitCode.RUNNING;
    }
    session.terminal().print(Terminal.lines(text(accepted, there)));
    return there ? ExitCode.DONE : ExitCode.RUNNING;
  }

  private static String text(JsonObject accepted, boolean there) {
    StringBuilder text = new StringBuilder();
    text.append(there ? "this node is " : "the node is going to be ");
    text.append(accepted.text("name")).append(" (").append(accepted.text("peer"));
    text.append(") of cluster ").append(accepted.text("cluster")).append('\n');
    text.append("volumes: ").append(String.join(", ", accepted.texts("volumes"))).append('\n');
    for (String fault : accepted.texts("bricks")) {
      text.append(fault).append('\n');
    }
    if (!there) {
      text.append("It has not come back yet; its log says why.\n");
    }
    return text.toString();
  }

  /** Until the node answers as that peer of that cluster, and has its configuration. */
  private boolean await(Session session, JsonObject accepted) {
    long end = System.nanoTime() + session.changeMillis() * 1_000_000L;
    while (System.nanoTime() < end) {
      try {
        Answer now = session.api().send(Request.get("/v1/cluster/restore"), LOOK_MILLIS);
        boolean same =
            now.header("x-gluster-peer-id").equals(accepted.text("peer"))
                && now.header("x-gluster-cluster-id").equals(accepted.text("cluster"));
        // the tokens' secret may be the backup's by now
        if (same && (now.ok() || now.status() == 401)) {
          return true;
        }
      } catch (NoAnswerException restarting) {
        // looked at again below
      }
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return false;
  }
}
