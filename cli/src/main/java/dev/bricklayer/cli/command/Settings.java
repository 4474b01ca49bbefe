package dev.bricklayer.cli.command;

import org.jspecify.annotations.Nullable;

/**
 * What every command can be told.
 *
 * @param json print the API's answer instead of a text for people
 * @param yes ask nothing
 * @param script show no live steps
 * @param noWait leave as soon as the operation is accepted
 * @param dryRun only say what would be done
 * @param verbose also print the ids of request, peer and cluster
 * @param timeoutSeconds how long to wait, 0 for the command's own default
 */
public record Settings(
    boolean json,
    boolean yes,
    boolean script,
    boolean noWait,
    boolean dryRun,
    boolean verbose,
    int timeoutSeconds,
    @Nullable String endpoints,
    @Nullable String secret,
    @Nullable String secretFile) {}
