package dev.bricklayer.workflows.sweep;

import dev.bricklayer.config.operation.OperationKind;
import dev.bricklayer.config.operation.Outcome;
import dev.bricklayer.workflows.Workflows;
import dev.bricklayer.workflows.operation.NodeShare;
import dev.bricklayer.workflows.operation.OperationResult;
import dev.bricklayer.workflows.operation.OperationWorkflow;
import dev.bricklayer.workflows.operation.Payloads;
import dev.bricklayer.workflows.operation.TaskQueues;
import dev.bricklayer.workflows.operation.Ticket;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.activity.ActivityInfo;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.common.converter.EncodedValues;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import io.temporal.worker.WorkflowImplementationOptions;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The in-memory engine with one worker for the cluster's queue and one for each of three nodes. Any
 * number of trials run in it at the same time; each operation finds the fake cluster of its own
 * trial.
 */
final class Engine {
  static final String CLUSTER = "fake";
  static final List<UUID> NODES = List.of(id("n1"), id("n2"), id("n3"));

  /** A node whose queue nobody polls. */
  static final UUID DEAF = id("deaf");

  private static final Engine SHARED = new Engine();

  private final Map<UUID, Trial> trials = new ConcurrentHashMap<>();
  private final TestWorkflowEnvironment environment;

  private Engine() {
    environment = TestWorkflowEnvironment.newInstance(options());
    FakeActivities activities = new FakeActivities(operation -> trial(operation).cluster);
    Worker cluster = environment.newWorker(TaskQueues.cluster(CLUSTER));
    Workflows.ALL.forEach(entry -> register(cluster, entry));
    cluster.registerActivitiesImplementations(activities.ofCluster());
    WorkerOptions small = WorkerOptions.newBuilder().setMaxConcurrentActivityTaskPollers(2).build();
    for (UUID node : NODES) {
      environment
          .newWorker(TaskQueues.node(CLUSTER, node), small)
          .registerActivitiesImplementations(activities.ofNode());
    }
    environment.start();
  }

  /** In memory, or the engine at {@code -Dsweep.target=HOST:PORT}, in its default namespace. */
  private TestEnvironmentOptions options() {
    TestEnvironmentOptions.Builder options =
        TestEnvironmentOptions.newBuilder()
            .setUseTimeskipping(false)
            .setWorkflowClientOptions(
                WorkflowClientOptions.newBuilder()
                    .setIdentity("test")
                    .setDataConverter(Payloads.CONVERTER)
                    .build())
            .setWorkerFactoryOptions(
                WorkerFactoryOptions.newBuilder().setWorkerInterceptors(new Interceptor()).build());
    String target = System.getProperty("sweep.target");
    return target == null
        ? options.build()
        : options.setUseExternalService(true).setTarget(target).build();
  }

  /** The one of this JVM; it ends with it. */
  static Engine shared() {
    return SHARED;
  }

  static UUID id(String name) {
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * How an operation ended.
   *
   * @param failure what the user gets; null when it reached its goal, and when it was cancelled in
   *     the engine, which then hides how it ended
   */
  record Ended(
      Ticket ticket,
      @Nullable OperationResult result,
      @Nullable ApplicationFailure failure,
      FakeStore.Record record,
      WorkflowExecutionHistory history) {
    boolean succeeded() {
      return result != null || failure == null && record.outcome() == Outcome.SUCCEEDED;
    }
  }

  /** Runs an operation to its end. */
  Ended run(OperationKind kind, Object plan, Trial trial) {
    return run(new Ticket(UUID.randomUUID(), kind, CLUSTER, 1, 1), plan, trial);
  }

  /** Runs an operation that may have been run before, under an engine that is lost. */
  Ended run(Ticket ticket, Object plan, Trial trial) {
    trials.put(ticket.operation(), trial);
    trial.cluster.accept(ticket);
    WorkflowStub workflow =
        environment
            .getWorkflowClient()
            .newUntypedWorkflowStub(
                ticket.kind().workflow(),
                WorkflowOptions.newBuilder()
                    .setTaskQueue(TaskQueues.cluster(CLUSTER))
                    .setWorkflowId(CLUSTER + "/" + ticket.operation() + "/" + ticket.epoch())
                    .build());
    Cancellation cancellation = new Cancellation(environment, workflow);
    trial.onCancel(cancellation);
    workflow.start(ticket, plan);
    OperationResult result = null;
    ApplicationFailure failure = null;
    try {
      result = workflow.getResult(60, TimeUnit.SECONDS, OperationResult.class);
    } catch (WorkflowFailedException e) {
      if (e.getCause() instanceof ApplicationFailure application) {
        failure = application;
      } else if (!(e.getCause() instanceof CanceledFailure)) {
        throw new AssertionError("the workflow ended in an unknown way", e.getCause());
      }
    } catch (TimeoutException e) {
      throw new AssertionError("the operation did not end", e);
    }
    return new Ended(
        ticket,
        result,
        failure,
        trial.cluster.record(ticket),
        environment.getWorkflowExecutionHistory(Objects.requireNonNull(workflow.getExecution())));
  }

  private Trial trial(UUID operation) {
    Trial trial = trials.get(operation);
    if (trial == null) {
      throw new IllegalStateException("no trial has operation " + operation);
    }
    return trial;
  }

  private <W extends OperationWorkflow> void register(Worker worker, Workflows.Entry<W, ?> entry) {
    worker.registerWorkflowImplementationFactory(
        entry.type(),
        (EncodedValues arguments) ->
            implementation(entry, trial(arguments.get(0, Ticket.class).operation())),
        WorkflowImplementationOptions.getDefaultInstance());
  }

  /** The product's implementation, or the one with the bug that the trial plants. */
  private static <W extends OperationWorkflow> W implementation(
      Workflows.Entry<W, ?> entry, Trial trial) {
    if (entry.kind() == OperationKind.CREATE_VOLUME && !trial.plants.isEmpty()) {
      Plant plant = trial.plants.iterator().next();
      return entry.type().cast(new PlantedCreateVolume(QuickPolicies.of(trial), plant));
    }
    return entry.in(QuickPolicies.of(trial));
  }

  /** Hands each attempt of each activity to the trial that it belongs to. */
  private final class Interceptor extends WorkerInterceptorBase {
    @Override
    public ActivityInboundCallsInterceptor interceptActivity(ActivityInboundCallsInterceptor next) {
      return new ActivityInboundCallsInterceptorBase(next) {
        private @Nullable ActivityExecutionContext context;

        @Override
        public void init(ActivityExecutionContext newContext) {
          context = newContext;
          super.init(newContext);
        }

        @Override
        public ActivityOutput execute(ActivityInput input) {
          Trial trial = trial(ticket(input.getArguments()).operation());
          ActivityInfo info = Objects.requireNonNull(context).getInfo();
          Call call = new Call(info.getActivityType(), node(info, trial));
          Object answer = trial.attempt(call, () -> super.execute(input).getResult());
          return new ActivityOutput(answer);
        }
      };
    }

    private Ticket ticket(Object[] arguments) {
      return Stream.of(arguments)
          .map(argument -> argument instanceof NodeShare share ? share.ticket() : argument)
          .filter(Ticket.class::isInstance)
          .map(Ticket.class::cast)
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("an activity without a ticket"));
    }

    private String node(ActivityInfo info, Trial trial) {
      return NODES.stream()
          .filter(node -> info.getActivityTaskQueue().equals(TaskQueues.node(CLUSTER, node)))
          .map(trial.cluster::name)
          .findFirst()
          .orElse("");
    }
  }
}
