package dev.bricklayer.workflows.sweep;

import dev.bricklayer.workflows.operation.ActivityPolicies;
import dev.bricklayer.workflows.operation.OperationWorkflow;
import java.util.Optional;
import java.util.Set;

/** Workflows with a bug, for the trials that plant one. */
final class PlantedWorkflows {
  private PlantedWorkflows() {}

  static Optional<OperationWorkflow> of(Set<Plant> plants, ActivityPolicies policies) {
    return Optional.empty();
  }
}
