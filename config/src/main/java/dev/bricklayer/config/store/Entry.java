package dev.bricklayer.config.store;

/**
 * A key with its value and the revision that wrote it last.
 *
 * @param modRevision greater than 0; what a {@link Guard} compares
 */
public record Entry(String key, byte[] value, long modRevision) {}
