package dev.bricklayer.api.node;

import dev.bricklayer.activities.operation.OperationRecords;
import dev.bricklayer.api.operation.EngineAccess;
import dev.bricklayer.api.operation.EngineFacts;
import dev.bricklayer.api.operation.WorkflowStarter;
import dev.bricklayer.config.cluster.ClusterKeys;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.operation.Operation;
import dev.bricklayer.config.operation.OperationError;
import dev.bricklayer.config.operation.Outcome;
import dev.bricklayer.config.store.Change;
import dev.bricklayer.config.store.InMemoryStore;
import dev.bricklayer.config.volume.Volume;
import dev.bricklayer.config.volume.VolumeAuth;
import dev.bricklayer.config.volume.VolumeState;
import dev.bricklayer.workflows.peer.AddPeerPlan;
import dev.bricklayer.workflows.peer.RemovePeerPlan;
import dev.bricklayer.workflows.volume.CreateVolumePlan;
import dev.bricklayer.workflows.volume.VolumePlan;
import io.temporal.client.WorkflowClient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Stands for the workflow engine: an operation has its effect on the store and ends at once, or
 * does what the test says instead.
 */
public final class ScriptedEngine implements WorkflowStarter, EngineAccess {
  private final InMemoryStore store;
  private final ClusterKeys keys;
  private final OperationRecords records;
  private final List<Operation> started = new CopyOnWriteArrayList<>();
  private @Nullable RuntimeException down;
  private EngineFacts facts = EngineFacts.NONE;
  private Function<Operation, Cancellation> cancellation = operation -> Cancellation.NOT_RUNNING;
  private @Nullable Function<Operation, Optional<String>> script;

  ScriptedEngine(InMemoryStore store, ClusterKeys keys, OperationRecords records) {
    this.store = store;
    this.keys = keys;
    this.records = records;
    this.script = operation -> Optional.of("run");
  }

  /** From now on no operation ends. */
  public void neverEnds() {
    script = operation -> Optional.of("run");
  }

  /** From now on each operation is undone because of this. */
  public void fails(OperationError why) {
    script =
        operation -> {
          end(operation, List.of(), Outcome.ROLLED_BACK, why);
          return Optional.of("run");
        };
  }

  /** From now on another workflow has the id. */
  public void isLocked() {
    script = operation -> Optional.empty();
  }

  /** From now on nobody answers. */
  public void isAway() {
    script =
        operation -> {
          throw new ClusterException(ErrorCode.UNAVAILABLE, "the workflow engine does not answer");
        };
  }

  /** From now on the engine refuses to run operations. */
  public void refuses() {
    script =
        operation -> {
          throw new ClusterException(
              ErrorCode.INTERNAL, "the workflow engine refuses the operation: no");
        };
  }

  /** From now on it gives no sign of life before an operation is noted. */
  public void isDown(RuntimeException how) {
    down = how;
  }

  /** What is told of running operations. */
  public void shows(EngineFacts running) {
    facts = running;
  }

  /** What comes of a cancellation. */
  public void onCancel(Function<Operation, Cancellation> answer) {
    cancellation = answer;
  }

  /** From now on each operation has its effect, as at the beginning. */
  public void succeeds() {
    script = null;
  }

  /** All operations that were started, the first one first. */
  public List<Operation> started() {
    return List.copyOf(started);
  }

  @Override
  public Optional<String> start(Operation operation, String cluster, Object plan) {
    started.add(operation);
    if (script != null) {
      return script.apply(operation);
    }
    succeed(operation, plan);
    return Optional.of("run");
  }

  /** A brick is its key, also for the commit of a create. */
  private synchronized void succeed(Operation operation, Object plan) {
    if (plan instanceof CreateVolumePlan create
        && create.bricks().stream()
            .anyMatch(brick -> store.get(keys.brick(brick.peerId(), brick.path())).isPresent())) {
      end(
          operation,
          List.of(),
          Outcome.ROLLED_BACK,
          new OperationError(
              ErrorCode.BRICK_IN_USE,
              "brick path is already in use by other gluster volume",
              Map.of()));
    } else {
      end(operation, effect(operation, plan), Outcome.SUCCEEDED, null);
    }
  }

  /** Ends an open operation. */
  public void end(
      Operation operation, List<Change> effect, Outcome outcome, @Nullable OperationError why) {
    Operation noted = records.read(operation.id()).orElseThrow();
    List<Change> changes = new ArrayList<>(effect);
    changes.add(
        new Change.Put(
            keys.operation(operation.id()),
            Json.write(noted.ended(Instant.now(), outcome, why, List.of()))));
    store.commit(List.of(), changes);
  }

  private List<Change> effect(Operation operation, Object plan) {
    return switch (operation.kind()) {
      case CREATE_VOLUME -> created((CreateVolumePlan) plan);
      case START_VOLUME -> List.of(state((VolumePlan) plan, VolumeState.STARTED));
      case STOP_VOLUME -> List.of(state((VolumePlan) plan, VolumeState.STOPPED));
      case DELETE_VOLUME -> deleted((VolumePlan) plan);
      case ADD_PEER -> {
        AddPeerPlan join = (AddPeerPlan) plan;
        yield List.of(new Change.Put(keys.peer(join.peer().id()), Json.write(join.peer())));
      }
      case REMOVE_PEER ->
          List.of(new Change.Delete(keys.peer(((RemovePeerPlan) plan).peer().id())));
    };
  }

  private List<Change> created(CreateVolumePlan plan) {
    List<Change> changes = new ArrayList<>();
    Volume volume =
        new Volume(
            plan.volumeId(),
            plan.name(),
            VolumeState.CREATED,
            plan.transport(),
            plan.subvols(),
            plan.options(),
            plan.metadata(),
            new VolumeAuth("user", "password"),
            plan.capacity());
    changes.add(new Change.Put(keys.volume(plan.name()), Json.write(volume)));
    plan.bricks()
        .forEach(
            brick ->
                changes.add(
                    new Change.Put(keys.brick(brick.peerId(), brick.path()), Json.write(brick))));
    return changes;
  }

  private Change state(VolumePlan plan, VolumeState state) {
    String key = keys.volume(plan.name());
    Volume volume = Json.read(store.get(key).orElseThrow().value(), Volume.class);
    return new Change.Put(key, Json.write(volume.withState(state)));
  }

  private List<Change> deleted(VolumePlan plan) {
    List<Change> changes = new ArrayList<>();
    changes.add(new Change.Delete(keys.volume(plan.name())));
    plan.bricks()
        .forEach(brick -> changes.add(new Change.Delete(keys.brick(brick.peerId(), brick.path()))));
    return changes;
  }

  @Override
  public WorkflowClient client() {
    throw new ClusterException(ErrorCode.UNAVAILABLE, "a test has no engine");
  }

  @Override
  public long epoch() {
    if (down != null) {
      throw down;
    }
    return 1;
  }

  @Override
  public EngineFacts facts(Operation operation) {
    return facts;
  }

  @Override
  public Cancellation cancel(Operation operation) {
    return cancellation.apply(operation);
  }

  @Override
  public String history(String workflowId, String runId) {
    return "http://ui/" + workflowId;
  }
}
