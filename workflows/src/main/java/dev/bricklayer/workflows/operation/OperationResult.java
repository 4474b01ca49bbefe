package dev.bricklayer.workflows.operation;

import java.util.UUID;

/**
 * What a workflow that reached its goal returns.
 *
 * @param revision the store's revision of its last write; an answer waits until the answering
 *     node's copy has reached it
 */
public record OperationResult(UUID operation, long revision) {}
