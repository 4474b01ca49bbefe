package dev.bricklayer.node.backup;

import dev.bricklayer.config.cluster.Birth;
import dev.bricklayer.config.cluster.ClusterKeys;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.config.store.ClusterStore;
import dev.bricklayer.config.store.Entry;
import dev.bricklayer.node.identity.NodeIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes backups of the cluster that this node is in: every key that lasts, at one revision; the
 * cluster's secret; of each node that answers, the files that it must not lose. A node that does
 * not answer is named in the backup, with its reason, and does not make it fail.
 */
public final class ClusterBackup {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterBackup.class);

  private final NodeIdentity identity;
  private final NodeFiles own;
  private final NodeFileCalls others;
  private final String software;
  private final Clock clock;

  public ClusterBackup(
      NodeIdentity identity, NodeFiles own, NodeFileCalls others, String software, Clock clock) {
    this.identity = identity;
    this.own = own;
    this.others = others;
    this.software = software;
    this.clock = clock;
  }

  /** What came into a backup. */
  public record Written(BackupHeader header, List<String> missing) {
    public Written {
      missing = List.copyOf(missing);
    }
  }

  /**
   * Writes a backup, whole or not at all.
   *
   * @param store of this node's cluster
   * @throws ClusterException {@code UNAVAILABLE} when the store does not answer, {@code INTERNAL}
   *     when the file cannot be written
   */
  public Written write(ClusterStore store, Path file, Seal seal) {
    ClusterKeys keys = new ClusterKeys(identity.clusterId());
    // a listing tells the revision of a moment at which the store answers for the majority
    List<Peer> peers =
        store.list(keys.peers()).entries().stream()
            .map(entry -> Json.read(entry.value(), Peer.class))
            .toList();
    long revision = store.list(keys.engine()).revision();
    BackupHeader header =
        new BackupHeader(
            BackupContent.FORMAT,
            keys.clusterId(),
            generation(store, keys),
            revision,
            clock.instant(),
            software,
            identity.peerId());
    Content content = new Content(store, keys, revision, peers);
    try {
      BackupFile.write(file, seal, header, content);
    } catch (UncheckedIOException e) {
      throw unwritten(e.getCause());
    } catch (IOException e) {
      throw unwritten(e);
    }
    return new Written(header, List.copyOf(content.missing));
  }

  private static long generation(ClusterStore store, ClusterKeys keys) {
    return store
        .get(keys.birth())
        .map(entry -> Json.read(entry.value(), Birth.class).generation())
        .orElse(0L);
  }

  private static ClusterException unwritten(@Nullable Exception e) {
    return new ClusterException(
        ErrorCode.INTERNAL,
        "the backup cannot be written: " + (e == null ? "" : e.getMessage()),
        Map.of(),
        e);
  }

  private final class Content implements BackupFile.Source {
    private final ClusterStore store;
    private final ClusterKeys keys;
    private final long revision;
    private final List<Peer> peers;
    private final List<String> missing = new java.util.ArrayList<>();

    private Content(ClusterStore store, ClusterKeys keys, long revision, List<Peer> peers) {
      this.store = store;
      this.keys = keys;
      this.revision = revision;
      this.peers = peers;
    }

    @Override
    public void write(BackupContent.Writer writer) throws IOException {
      writer.secret(identity.state().secret());
      store.scan(keys.root(), revision, page -> page.forEach(entry -> entry(writer, entry)));
      ownFiles(writer);
      for (Peer peer : peers) {
        if (!peer.id().equals(identity.peerId())) {
          otherFiles(writer, peer);
        }
      }
    }

    private void entry(BackupContent.Writer writer, Entry entry) {
      String key = entry.key().substring(keys.root().length());
      if (KeyKind.of(key) != KeyKind.PASSING) {
        unchecked(() -> writer.entry(key, entry.value()));
      }
    }

    private void ownFiles(BackupContent.Writer writer) throws IOException {
      writer.node(identity.peerId(), null);
      for (String name : own.secrets()) {
        writer.file(identity.peerId(), name, own.read(name));
      }
      for (String name : own.origins()) {
        writer.file(identity.peerId(), name, own.read(name));
      }
    }

    private void otherFiles(BackupContent.Writer writer, Peer peer) throws IOException {
      try {
        others.each(
            peer, file -> unchecked(() -> writer.file(peer.id(), file.name(), file.content())));
        writer.node(peer.id(), null);
      } catch (ClusterException e) {
        LOG.warn("the backup is written without the files of {}: {}", peer.name(), e.sentence());
        missing.add(peer.name());
        writer.node(peer.id(), e.sentence());
      }
    }
  }

  /** Writes within a callback that knows no such failure. */
  private interface Write {
    void run() throws IOException;
  }

  private static void unchecked(Write write) {
    try {
      write.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
