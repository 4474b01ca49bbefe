package dev.bricklayer.node.backup;

import java.io.IOException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Told of a backup's content, in the order of the file, one piece in memory at a time. */
public interface BackupVisitor {
  default void header(BackupHeader header) throws IOException {}

  /** The cluster's secret, 64 hex characters. */
  default void secret(String secret) throws IOException {}

  /**
   * @param key below the cluster's root, without that root
   */
  default void entry(String key, byte[] value) throws IOException {}

  /**
   * @param missing why the node's own files are not there; null when they are
   */
  default void node(UUID peer, @Nullable String missing) throws IOException {}

  /**
   * @param name the file's path in the node's state folder
   */
  default void file(UUID peer, String name, byte[] content) throws IOException {}
}
