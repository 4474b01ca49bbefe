package dev.bricklayer.workflows.operation;

import dev.bricklayer.config.operation.Step;
import io.temporal.workflow.Workflow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The steps of one running operation: for its query, its record and the engine's UI. */
final class StepLog {
  private final List<Entry> entries = new ArrayList<>();

  /** Notes that a step begins now. */
  Entry begin(String name, @Nullable UUID peer, boolean undo) {
    Entry entry = new Entry(name, peer, undo);
    entries.add(entry);
    tell();
    return entry;
  }

  List<Step> steps() {
    return entries.stream().map(Entry::step).toList();
  }

  /** Shows the steps in the UI, one line for all nodes of a step. */
  private void tell() {
    Map<String, Map<Step.State, Integer>> counts = new LinkedHashMap<>();
    for (Entry entry : entries) {
      counts
          .computeIfAbsent(entry.title(), title -> new LinkedHashMap<>())
          .merge(entry.state, 1, Integer::sum);
    }
    StringBuilder text = new StringBuilder();
    counts.forEach(
        (title, states) -> {
          text.append("* ").append(title).append(':');
          states.forEach(
              (state, count) -> text.append(' ').append(count).append(' ').append(state));
          text.append('\n');
        });
    Workflow.setCurrentDetails(text.toString());
  }

  /** One step on one node, or of the cluster. */
  final class Entry {
    private final String name;
    private final @Nullable UUID peer;
    private final boolean undo;
    private final Instant startedAt = now();
    private Step.State state = Step.State.RUNNING;
    private @Nullable Instant endedAt;
    private @Nullable String error;

    private Entry(String name, @Nullable UUID peer, boolean undo) {
      this.name = name;
      this.peer = peer;
      this.undo = undo;
    }

    /** Notes that the step ended now; a later call corrects an earlier one. */
    void end(Step.State newState, @Nullable String why) {
      state = newState;
      endedAt = now();
      error = why;
      tell();
    }

    Step step() {
      return new Step(name, peer, undo, state, startedAt, endedAt, error);
    }

    private String title() {
      return undo ? "undo " + name : name;
    }

    private static Instant now() {
      return Instant.ofEpochMilli(Workflow.currentTimeMillis());
    }
  }
}
