package dev.bricklayer.config.cluster;

/** A signed-in brick: where clients reach it. */
public record BrickPort(String host, int port, long pid) {}
