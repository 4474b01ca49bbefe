package dev.bricklayer.workflows.sweep;

import dev.bricklayer.config.operation.OperationKind;
import java.util.List;
import java.util.Set;

/** What a workflow does, call by call, when it fails at each of its calls: a text to read. */
final class Journal {
  private final StringBuilder text = new StringBuilder();

  private Journal() {}

  static String of(OperationKind kind) {
    Journal journal = new Journal();
    Recording recording = Recording.of(kind);
    journal.write("nothing fails", recording.calls(), "SUCCEEDED");
    for (Call call : recording.calls()) {
      if (!call.type().equals("Operation.End")) {
        journal.run(kind, new Trial.Strike(call, Fault.REFUSED));
        journal.run(kind, new Trial.Strike(call, Fault.REFUSED_AFTER));
      }
    }
    return journal.text.toString();
  }

  private void run(OperationKind kind, Trial.Strike strike) {
    Scenario scenario = Scenario.of(kind);
    FakeCluster cluster = scenario.cluster(Engine.NODES, Set.of());
    Trial trial = new Trial(cluster, Set.of(), List.of(strike), List.of());
    Engine.Ended ended = Engine.shared().run(kind, scenario.plan().apply(Engine.NODES), trial);
    String message = ended.failure() == null ? "" : ": " + ended.failure().getOriginalMessage();
    write(strike.toString(), trial.journal(), ended.record().outcome() + message);
  }

  private void write(String title, List<Call> calls, String end) {
    text.append(title).append('\n');
    for (List<Call> together : Recording.steps(calls)) {
      text.append("  ").append(together.get(0).type());
      together.forEach(call -> text.append(call.node().isEmpty() ? "" : " " + call.node()));
      text.append('\n');
    }
    text.append("  = ").append(end).append("\n\n");
  }
}
