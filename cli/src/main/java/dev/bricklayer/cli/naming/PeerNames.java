package dev.bricklayer.cli.naming;

import dev.bricklayer.cli.command.AnswerException;
import dev.bricklayer.cli.command.Session;
import dev.bricklayer.cli.http.NoAnswerException;
import dev.bricklayer.cli.json.JsonSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Names for peers' ids in texts. The API is asked when the first is needed; without it ids stay.
 */
public final class PeerNames {
  private final Session session;
  private @Nullable PeerDirectory peers;

  public PeerNames(Session session) {
    this.session = session;
  }

  /** The peer's name, or the id if it is not known; what is no id stays as it is. */
  public String name(String id) {
    return PeerDirectory.isId(id) ? directory().name(id) : id;
  }

  /** The peer's name with the id behind it. */
  public String nameAndId(String id) {
    String name = name(id);
    return name.equals(id) ? id : name + " (" + id + ")";
  }

  private PeerDirectory directory() {
    if (peers == null) {
      try {
        peers = PeerDirectory.fetch(session);
      } catch (NoAnswerException | AnswerException | JsonSyntaxException withoutNames) {
        peers = PeerDirectory.empty();
      }
    }
    return peers;
  }
}
