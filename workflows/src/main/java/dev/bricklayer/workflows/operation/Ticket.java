package dev.bricklayer.workflows.operation;

import dev.bricklayer.config.operation.OperationKind;
import java.util.UUID;

/**
 * Which operation a workflow, a node task or a commit belongs to. Sent with every task.
 *
 * @param cluster the cluster's short id, which is in every task queue and workflow id
 * @param epoch the engine's epoch; nodes and commits refuse a lower one than the current
 * @param level the cluster's level when the operation was accepted; it keeps this level to the end
 */
public record Ticket(UUID operation, OperationKind kind, String cluster, long epoch, int level) {}
