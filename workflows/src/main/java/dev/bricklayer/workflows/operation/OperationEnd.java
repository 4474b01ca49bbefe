package dev.bricklayer.workflows.operation;

import dev.bricklayer.config.operation.Debt;
import dev.bricklayer.config.operation.OperationError;
import dev.bricklayer.config.operation.Outcome;
import dev.bricklayer.config.operation.Step;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How an operation ended. */
public record OperationEnd(
    Outcome outcome, @Nullable OperationError error, List<Step> steps, List<Debt> debts) {
  public OperationEnd {
    steps = List.copyOf(steps);
    debts = List.copyOf(debts);
  }
}
