package dev.bricklayer.workflows.peer;

import dev.bricklayer.workflows.operation.NodeCheck;

/**
 * Whether that node answers, is alone and has no volumes, so that it would accept an invitation.
 */
public record JoinCheck(AddPeerPlan plan) implements NodeCheck {}
