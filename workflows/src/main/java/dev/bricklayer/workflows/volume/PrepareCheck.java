package dev.bricklayer.workflows.volume;

import dev.bricklayer.workflows.operation.NodeCheck;

/** Whether a node would take these paths as bricks. */
public record PrepareCheck(NodeBricks bricks, BrickChecks checks) implements NodeCheck {}
