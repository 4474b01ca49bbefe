package dev.bricklayer.workflows.volume;

import dev.bricklayer.workflows.operation.NodeCheck;

/** Whether these bricks are there and bear their volume's mark, so that a node would start them. */
public record StartCheck(NodeBricks bricks) implements NodeCheck {}
