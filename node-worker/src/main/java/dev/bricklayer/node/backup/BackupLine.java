package dev.bricklayer.node.backup;

import static java.util.Objects.requireNonNull;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One line of a backup's content; exactly one of them is there. The header comes first, the end
 * last.
 */
record BackupLine(
    @Nullable BackupHeader header,
    @Nullable Secret secret,
    @Nullable Entry entry,
    @Nullable Node node,
    @Nullable File file,
    @Nullable End end) {

  static BackupLine of(BackupHeader header) {
    return new BackupLine(header, null, null, null, null, null);
  }

  static BackupLine of(Secret secret) {
    return new BackupLine(null, secret, null, null, null, null);
  }

  static BackupLine of(Entry entry) {
    return new BackupLine(null, null, entry, null, null, null);
  }

  static BackupLine of(Node node) {
    return new BackupLine(null, null, null, node, null, null);
  }

  static BackupLine of(File file) {
    return new BackupLine(null, null, null, null, file, null);
  }

  static BackupLine of(End end) {
    return new BackupLine(null, null, null, null, null, end);
  }

  /** The cluster's secret, 64 hex characters. */
  record Secret(String cluster) {
    Secret {
      requireNonNull(cluster, "cluster is null");
    }

    @Override
    public String toString() {
      return "Secret[hidden]";
    }
  }

  /** A key below the cluster's root, without that root. */
  record Entry(String key, byte[] value) {
    Entry {
      requireNonNull(key, "key is null");
      requireNonNull(value, "value is null");
    }
  }

  /**
   * A node of the cluster.
   *
   * @param missing why its own files are not in the backup; null when they are
   */
  record Node(UUID peer, @Nullable String missing) {
    Node {
      requireNonNull(peer, "peer is null");
    }
  }

  /** A file of that node's state folder, by its path in it. */
  record File(UUID peer, String name, byte[] content) {
    File {
      requireNonNull(peer, "peer is null");
      requireNonNull(name, "name is null");
      requireNonNull(content, "content is null");
    }
  }

  /**
   * @param lines before this one
   * @param sha256 of all bytes before this line, in hex
   */
  record End(long lines, String sha256) {
    End {
      requireNonNull(sha256, "sha256 is null");
    }
  }
}
