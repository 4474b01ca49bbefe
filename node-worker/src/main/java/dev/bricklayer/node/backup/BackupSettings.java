package dev.bricklayer.node.backup;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Backups that are made without being asked for.
 *
 * @param every how often; null: none are
 * @param keep how many of them stay, the newest
 * @param folder where they lie, on this node, and copies of other nodes' too
 * @param certificate the file of the recipient's certificate, PEM; null only without {@code every}
 * @param copies on how many other nodes
 */
public record BackupSettings(
    @Nullable Duration every, int keep, Path folder, @Nullable Path certificate, int copies) {}
