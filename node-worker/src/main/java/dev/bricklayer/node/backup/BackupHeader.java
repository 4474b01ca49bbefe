package dev.bricklayer.node.backup;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.UUID;

/**
 * What a backup is of.
 *
 * @param format of the content, {@link BackupContent#FORMAT}
 * @param generation of the cluster's store; a restore writes the next one
 * @param revision of the store at which everything was read
 * @param software the version that wrote it
 * @param author the peer that wrote it
 */
public record BackupHeader(
    int format,
    UUID cluster,
    long generation,
    long revision,
    Instant time,
    String software,
    UUID author) {
  public BackupHeader {
    requireNonNull(cluster, "cluster is null");
    requireNonNull(time, "time is null");
    requireNonNull(software, "software is null");
    requireNonNull(author, "author is null");
  }
}
