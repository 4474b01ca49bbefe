package dev.bricklayer.api.operation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bricklayer.config.operation.Operation;
import dev.bricklayer.config.operation.OperationState;
import dev.bricklayer.config.operation.Step;
import dev.bricklayer.workflows.Workflows;
import dev.bricklayer.workflows.operation.Ticket;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How much of a running operation's steps is done, of those that its workflow would take. */
final class Percent {
  private Percent() {}

  /** Null where it means nothing: it has ended, is rolled back, or does not tell its steps. */
  static @Nullable Integer of(
      Operation operation, List<OperationInfo.StepInfo> steps, String cluster) {
    JsonNode noted = operation.plan();
    if (!operation.open()
        || operation.state() == OperationState.UNDOING
        || steps.isEmpty()
        || steps.stream().anyMatch(OperationInfo.StepInfo::undo)
        || noted == null) {
      return null;
    }
    Ticket ticket =
        new Ticket(operation.id(), operation.kind(), cluster, operation.epoch(), operation.level());
    int all = Workflows.rehearse(ticket, noted.get("plan")).size();
    long done =
        steps.stream()
            .filter(step -> step.state() != Step.State.RUNNING)
            .filter(step -> step.state() != Step.State.PENDING)
            .count();
    return (int) Math.min(99, 100 * done / Math.max(1, all));
  }
}
