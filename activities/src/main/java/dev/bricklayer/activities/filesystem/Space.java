package dev.bricklayer.activities.filesystem;

/** The room of a file system, in bytes; free is what an unprivileged process may still write. */
public record Space(long total, long used, long free) {}
