package dev.bricklayer.config.cluster;

/**
 * A sign that a store has lived on: a copy that was made before does not know it.
 *
 * @param value random
 * @param revision the store's when it was made
 */
public record Beat(String value, long revision) {}
