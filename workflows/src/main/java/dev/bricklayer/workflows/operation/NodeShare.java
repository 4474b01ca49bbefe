package dev.bricklayer.workflows.operation;

import java.util.UUID;

/**
 * One node's share of a step. The names must not look like bean properties: shares are payloads.
 */
public interface NodeShare {
  Ticket ticket();

  UUID peer();

  /** The node's host as people know it. */
  String host();

  /** What the share is, for people: {@code 2 bricks of v1}. */
  String load();
}
