package dev.bricklayer.config.peer;

import java.time.Instant;

/** The living agent of a peer: {@code alive/<peer>}, under a lease of 6 seconds. */
public record Agent(long pid, Instant since, String version) {}
