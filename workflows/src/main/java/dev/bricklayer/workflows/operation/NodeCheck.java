package dev.bricklayer.workflows.operation;

import java.util.List;
import java.util.UUID;

/**
 * What can be looked at before a step, changing nothing: whether the step would be refused. A
 * workflow says it beside the step, as data; whoever rehearses the operation has it done.
 */
public interface NodeCheck {
  /** There is nothing to look at beforehand. */
  NodeCheck NONE = new Nothing();

  /** See {@link #NONE}. */
  record Nothing() implements NodeCheck {}

  /** The agents of these nodes are alive. */
  record AgentsAlive(List<UUID> peers) implements NodeCheck {
    public AgentsAlive {
      peers = List.copyOf(peers);
    }
  }
}
