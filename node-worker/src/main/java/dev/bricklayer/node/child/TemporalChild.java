package dev.bricklayer.node.child;

import com.google.protobuf.util.Durations;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.namespace.v1.NamespaceConfig;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.ListSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.OperatorServiceGrpc;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.DescribeNamespaceResponse;
import io.temporal.api.workflowservice.v1.UpdateNamespaceRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The supervised Temporal of this node: a development server with an SQLite file (WAL, synced on
 * each commit), tuned for short steps, its gRPC port on loopback only.
 *
 * <p>A database that is damaged is moved aside, and the engine begins a new one.
 *
 * <p>It counts as ready when its namespace answers and has our search attributes and retention,
 * also on a database of an earlier version.
 */
public final class TemporalChild implements AutoCloseable {
  /** Keyword search attributes of every workflow of ours. */
  public static final List<String> SEARCH_ATTRIBUTES =
      List.of("BricklayerVolume", "BricklayerPeer", "BricklayerOperation", "BricklayerInitiator");

  private static final Logger LOG = LoggerFactory.getLogger(TemporalChild.class);

  /**
   * A stock development server polls its one history shard 20 times a second, which makes every
   * step wait; one partition a task queue avoids stray waits of 2 s; and it looks 1 s ahead for
   * timers, in case clocks of several hosts differ, which makes the shortest timer last that long.
   */
  private static final List<String> DYNAMIC_CONFIG =
      List.of(
          "history.transferProcessorMaxPollRPS=2000",
          "history.timerProcessorMaxPollRPS=2000",
          "history.visibilityProcessorMaxPollRPS=2000",
          "history.outboundProcessorMaxPollRPS=2000",
          "matching.numTaskqueueReadPartitions=1",
          "matching.numTaskqueueWritePartitions=1",
          "system.enableActivityEagerExecution=true",
          "frontend.namespaceCount=20000",
          "frontend.rps=20000",
          "frontend.namespaceRPS=20000",
          "history.rps=20000",
          "history.timerProcessorMaxTimeShift=\"10ms\"",
          "matching.rps=20000");

  private static final Duration STOP_WITHIN = Duration.ofMillis(2500);
  private static final int PROBE_MILLIS = 1000;
  private static final long LOG_LIMIT = 16 << 20;

  private final TemporalSettings settings;
  private final EngineDatabase database;
  private final Consumer<Path> onSetAside;
  private final ChildSupervisor supervisor;

  /**
   * @throws ClusterException when there is no {@code temporal} to run
   */
  public TemporalChild(TemporalSettings settings) {
    this(settings, folder -> {});
  }

  /**
   * @param onSetAside told, on the child's thread, where a damaged database was moved to
   * @throws ClusterException when there is no {@code temporal} to run
   */
  public TemporalChild(TemporalSettings settings, Consumer<Path> onSetAside) {
    this.settings = settings;
    this.database = new EngineDatabase(settings.database(), Clock.systemUTC());
    this.onSetAside = onSetAside;
    ChildSpec spec =
        new ChildSpec(
            "temporal",
            command(settings),
            settings.stateDir().resolve("temporal"),
            settings.stateDir().resolve("temporal").resolve("child"),
            settings.logDir().resolve("temporal.log"),
            LOG_LIMIT,
            STOP_WITHIN);
    this.supervisor =
        new ChildSupervisor(spec, this::serves, EngineDatabase::damaged, this::restart);
  }

  private boolean restart(String output) {
    if (EngineDatabase.unusable(output)) {
      database
          .setAside()
          .ifPresent(
              folder -> {
                LOG.warn(
                    "the engine's database is damaged ({}); it lies in {} now and the engine begins"
                        + " a new one: operations go on from their records",
                    ChildLog.lastLines(output),
                    folder);
                onSetAside.accept(folder);
              });
    }
    return true;
  }

  private static List<String> command(TemporalSettings settings) {
    List<String> command =
        new ArrayList<>(
            List.of(
                TemporalBinary.find(settings.binary()).toString(),
                "server",
                "start-dev",
                "--disable-config-file",
                "--disable-config-env",
                "--ip=127.0.0.1",
                "--port=" + settings.port(),
                "--db-filename=" + settings.database().toAbsolutePath(),
                "--namespace=" + settings.namespace(),
                "--sqlite-pragma=journal_mode=WAL",
                "--sqlite-pragma=synchronous=FULL",
                "--log-level=warn"));
    if (settings.uiHost() == null) {
      command.add("--headless");
    } else {
      command.add("--ui-ip=" + settings.uiHost());
      command.add("--ui-port=" + settings.uiPort());
    }
    DYNAMIC_CONFIG.forEach(entry -> command.add("--dynamic-config-value=" + entry));
    SEARCH_ATTRIBUTES.forEach(name -> command.add("--search-attribute=" + name + "=Keyword"));
    return command;
  }

  public TemporalChild start() {
    supervisor.start();
    return this;
  }

  public boolean awaitReady(Duration atMost) {
    return supervisor.awaitReady(atMost);
  }

  /**
   * Waits until it serves.
   *
   * @throws ClusterException {@code UNAVAILABLE} with the end of its output when it does not serve
   *     in that time
   */
  public void requireReady(Duration atMost) {
    if (!awaitReady(atMost)) {
      throw new ClusterException(
          ErrorCode.UNAVAILABLE,
          "Temporal does not serve on "
              + settings.target()
              + " after "
              + atMost.toMillis()
              + " ms"
              + supervisor.failure().map(why -> ": " + why).orElse(""));
    }
  }

  public ChildSupervisor supervisor() {
    return supervisor;
  }

  @Override
  public void close() {
    supervisor.stop();
  }

  private boolean serves() {
    // A gRPC channel waits a second after a refused connection; so look at the port first.
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), settings.port()), PROBE_MILLIS);
    } catch (IOException e) {
      return false;
    }
    ManagedChannel channel =
        Grpc.newChannelBuilder(settings.target(), InsecureChannelCredentials.create()).build();
    try {
      DescribeNamespaceResponse namespace =
          WorkflowServiceGrpc.newBlockingStub(channel)
              .withDeadlineAfter(PROBE_MILLIS, TimeUnit.MILLISECONDS)
              .describeNamespace(
                  DescribeNamespaceRequest.newBuilder().setNamespace(settings.namespace()).build());
      addSearchAttributes(channel);
      raiseRetention(channel, namespace);
      return true;
    } catch (StatusRuntimeException e) {
      LOG.debug("Temporal is not ready: {}", e.getStatus());
      return false;
    } finally {
      channel.shutdownNow();
    }
  }

  private void addSearchAttributes(ManagedChannel channel) {
    OperatorServiceGrpc.OperatorServiceBlockingStub operator =
        OperatorServiceGrpc.newBlockingStub(channel);
    Map<String, IndexedValueType> there =
        operator
            .withDeadlineAfter(PROBE_MILLIS, TimeUnit.MILLISECONDS)
            .listSearchAttributes(
                ListSearchAttributesRequest.newBuilder().setNamespace(settings.namespace()).build())
            .getCustomAttributesMap();
    AddSearchAttributesRequest.Builder missing =
        AddSearchAttributesRequest.newBuilder().setNamespace(settings.namespace());
    for (String name : SEARCH_ATTRIBUTES) {
      if (!there.containsKey(name)) {
        missing.putSearchAttributes(name, IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD);
      }
    }
    if (missing.getSearchAttributesCount() == 0) {
      return;
    }
    try {
      operator
          .withDeadlineAfter(5 * PROBE_MILLIS, TimeUnit.MILLISECONDS)
          .addSearchAttributes(missing.build());
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() != Status.Code.ALREADY_EXISTS) {
        throw e;
      }
    }
  }

  private void raiseRetention(ManagedChannel channel, DescribeNamespaceResponse namespace) {
    com.google.protobuf.Duration wanted = Durations.fromSeconds(settings.retention().toSeconds());
    if (wanted.equals(namespace.getConfig().getWorkflowExecutionRetentionTtl())) {
      return;
    }
    WorkflowServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(5 * PROBE_MILLIS, TimeUnit.MILLISECONDS)
        .updateNamespace(
            UpdateNamespaceRequest.newBuilder()
                .setNamespace(settings.namespace())
                .setConfig(NamespaceConfig.newBuilder().setWorkflowExecutionRetentionTtl(wanted))
                .build());
  }
}
