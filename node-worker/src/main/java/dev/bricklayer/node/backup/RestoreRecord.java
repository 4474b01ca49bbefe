package dev.bricklayer.node.backup;

import java.time.Instant;
import java.util.UUID;

/**
 * What a restore came to, {@code restored/last}.
 *
 * @param id of the restore
 * @param generation of the store since then
 * @param interrupted operations of the backup that had not ended
 * @param told debts and tombstones of the backup, which are not done but kept below {@code
 *     restored/told/}
 */
public record RestoreRecord(
    UUID id,
    UUID peer,
    Instant at,
    Instant backupTime,
    long generation,
    int entries,
    int interrupted,
    int told) {}
