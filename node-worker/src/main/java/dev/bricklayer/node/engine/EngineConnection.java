package dev.bricklayer.node.engine;

import com.uber.m3.tally.Scope;
import dev.bricklayer.config.json.Json;
import io.grpc.ConnectivityState;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.common.converter.JacksonJsonPayloadConverter;
import io.temporal.common.interceptors.WorkerInterceptor;
import io.temporal.common.interceptors.WorkflowClientInterceptor;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A client of the workflow engine and the factory of this process's workers, made to share that
 * client so that a workflow started here can begin here at once (eager start).
 */
public final class EngineConnection implements AutoCloseable {
  /**
   * A worker that has lost its engine process notices by this time; also how soon a killed one's
   * workflows go on.
   */
  private static final Duration WORKFLOW_HOST_TIMEOUT = Duration.ofSeconds(10);

  private final WorkflowServiceStubs stubs;
  private final WorkflowClient client;
  private final WorkerFactory workers;

  /**
   * @param target {@code host:port} of the engine's front end
   * @param identity shown in the engine's UI for whatever this process does
   */
  public EngineConnection(
      String target,
      String namespace,
      String identity,
      @Nullable Scope metrics,
      List<WorkflowClientInterceptor> clientInterceptors,
      List<WorkerInterceptor> workerInterceptors) {
    WorkflowServiceStubsOptions.Builder options =
        WorkflowServiceStubsOptions.newBuilder()
            .setTarget(target)
            .setRpcTimeout(Duration.ofSeconds(5))
            .setGrpcClientInterceptors(List.of(new PatientPolls()))
            .setConnectionBackoffResetFrequency(Duration.ofSeconds(2))
            .setGrpcReconnectFrequency(Duration.ofMinutes(10));
    if (metrics != null) {
      options.setMetricsScope(metrics);
    }
    stubs = WorkflowServiceStubs.newServiceStubs(options.build());
    client =
        WorkflowClient.newInstance(
            stubs,
            WorkflowClientOptions.newBuilder()
                .setNamespace(namespace)
                .setIdentity(identity)
                .setDataConverter(
                    DefaultDataConverter.newDefaultInstance()
                        .withPayloadConverterOverrides(
                            new JacksonJsonPayloadConverter(Json.newMapper())))
                .setInterceptors(clientInterceptors.toArray(WorkflowClientInterceptor[]::new))
                .build());
    workers =
        WorkerFactory.newInstance(
            client,
            WorkerFactoryOptions.newBuilder()
                .setWorkerInterceptors(workerInterceptors.toArray(WorkerInterceptor[]::new))
                .setWorkflowHostLocalTaskQueueScheduleToStartTimeout(WORKFLOW_HOST_TIMEOUT)
                .setWorkflowCacheSize(200)
                .setMaxWorkflowThreadCount(400)
                .build());
  }

  public WorkflowClient client() {
    return client;
  }

  /** Whether the engine is connected now; the workers' polls keep the connection busy. */
  public boolean connected() {
    return stubs.getRawChannel().getState(false) == ConnectivityState.READY;
  }

  public WorkerFactory workers() {
    return workers;
  }

  /**
   * Stops the workers, gives running activities a moment, and closes the connection. Bounded at
   * about 2 seconds.
   */
  @Override
  public void close() {
    workers.shutdown();
    workers.awaitTermination(1, TimeUnit.SECONDS);
    workers.shutdownNow();
    stubs.shutdownNow();
    stubs.awaitTermination(1, TimeUnit.SECONDS);
  }
}
