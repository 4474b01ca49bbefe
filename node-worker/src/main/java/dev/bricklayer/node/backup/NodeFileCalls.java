package dev.bricklayer.node.backup;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.node.link.PeerCalls;
import dev.bricklayer.node.link.PeerClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What nodes tell each other for their backups: the files of {@link NodeFiles}, no secrets. */
public final class NodeFileCalls {
  static final String FILES = "backup-files";

  /** Bytes of files in one answer; as text they are a third longer, and an answer has 1 MiB. */
  private static final int ANSWER = 384 << 10;

  private static final Duration EACH = Duration.ofSeconds(10);

  private final PeerClient client;

  public NodeFileCalls(PeerClient client) {
    this.client = client;
  }

  /**
   * @param after the name behind which the answer begins, "" for the first
   */
  record Ask(String after) {}

  record Answer(List<NodeFiles.Named> files, boolean more) {
    Answer {
      files = List.copyOf(files);
    }
  }

  /** Answers other nodes of the cluster. */
  public static void serve(PeerCalls calls, NodeFiles files) {
    calls.on(
        FILES, Ask.class, (caller, ask) -> answer(files, ask.after() == null ? "" : ask.after()));
  }

  static Answer answer(NodeFiles files, String after) {
    List<NodeFiles.Named> some = new ArrayList<>();
    int bytes = 0;
    try {
      for (String name : files.origins()) {
        if (name.compareTo(after) > 0) {
          byte[] content = files.read(name);
          if (bytes > 0 && bytes + content.length > ANSWER) {
            return new Answer(some, true);
          }
          bytes += content.length;
          some.add(new NodeFiles.Named(name, content));
        }
      }
      return new Answer(some, false);
    } catch (IOException e) {
      throw new ClusterException(
          ErrorCode.INTERNAL, "the node's own files cannot be read: " + e.getMessage());
    }
  }

  /**
   * The files of another node.
   *
   * @throws ClusterException when it does not answer, or cannot
   */
  public void each(Peer peer, Consumer<NodeFiles.Named> file) {
    String after = "";
    boolean more = true;
    while (more) {
      Answer answer =
          client.call(
              peer.peerAddresses().get(0), peer.id(), FILES, new Ask(after), Answer.class, EACH);
      answer.files().forEach(file);
      more = answer.more() && !answer.files().isEmpty();
      after = answer.files().isEmpty() ? "" : answer.files().get(answer.files().size() - 1).name();
    }
  }
}
