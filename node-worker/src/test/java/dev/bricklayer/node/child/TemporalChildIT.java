package dev.bricklayer.node.child;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.config.store.FreePorts;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.temporal.api.operatorservice.v1.ListSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.OperatorServiceGrpc;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.common.SearchAttributeKey;
import io.temporal.common.SearchAttributes;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.WorkerFactory;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporalChildIT {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path folder;
  private @Nullable TemporalChild child;

  /** Says hello. */
  @WorkflowInterface
  public interface Hello {
    @WorkflowMethod
    String hello(String name);
  }

  /** Says hello. */
  public static final class HelloWorkflow implements Hello {
    @Override
    public String hello(String name) {
      return "hello " + name;
    }
  }

  private TemporalSettings settings(Duration retention) {
    return new TemporalSettings(
        null, folder, folder.resolve("log"), FreePorts.next(), null, 0, "bricklayer", retention);
  }

  private TemporalChild start(TemporalSettings settings) {
    child = new TemporalChild(settings).start();
    child.requireReady(SOON);
    return child;
  }

  @AfterEach
  void end() {
    if (child != null) {
      child.close();
    }
  }

  private static void runOne(TemporalSettings settings, String id) throws Exception {
    WorkflowServiceStubs stubs =
        WorkflowServiceStubs.newServiceStubs(
            WorkflowServiceStubsOptions.newBuilder().setTarget(settings.target()).build());
    WorkflowClient client =
        WorkflowClient.newInstance(
            stubs, WorkflowClientOptions.newBuilder().setNamespace(settings.namespace()).build());
    WorkerFactory workers = WorkerFactory.newInstance(client);
    workers.newWorker("q").registerWorkflowImplementationTypes(HelloWorkflow.class);
    workers.start();
    try {
      Hello hello =
          client.newWorkflowStub(
              Hello.class,
              WorkflowOptions.newBuilder()
                  .setTaskQueue("q")
                  .setWorkflowId(id)
                  .setTypedSearchAttributes(
                      SearchAttributes.newBuilder()
                          .set(SearchAttributeKey.forKeyword("BricklayerVolume"), id)
                          .build())
                  .build());
      assertThat(hello.hello("you")).isEqualTo("hello you");
      Eventually.within(
          SOON,
          "the workflow is found by its volume",
          () -> client.listExecutions("BricklayerVolume = '" + id + "'").findAny().isPresent());
    } finally {
      workers.shutdownNow();
      workers.awaitTermination(5, TimeUnit.SECONDS);
      stubs.shutdownNow();
    }
  }

  private static Duration retention(TemporalSettings settings) {
    ManagedChannel channel =
        Grpc.newChannelBuilder(settings.target(), InsecureChannelCredentials.create()).build();
    try {
      return Duration.ofSeconds(
          WorkflowServiceGrpc.newBlockingStub(channel)
              .withDeadlineAfter(30, TimeUnit.SECONDS)
              .describeNamespace(
                  DescribeNamespaceRequest.newBuilder().setNamespace(settings.namespace()).build())
              .getConfig()
              .getWorkflowExecutionRetentionTtl()
              .getSeconds());
    } finally {
      channel.shutdownNow();
    }
  }

  private static List<String> searchAttributes(TemporalSettings settings) {
    ManagedChannel channel =
        Grpc.newChannelBuilder(settings.target(), InsecureChannelCredentials.create()).build();
    try {
      return List.copyOf(
          OperatorServiceGrpc.newBlockingStub(channel)
              .withDeadlineAfter(30, TimeUnit.SECONDS)
              .listSearchAttributes(
                  ListSearchAttributesRequest.newBuilder()
                      .setNamespace(settings.namespace())
                      .build())
              .getCustomAttributesMap()
              .keySet());
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void runsAWorkflowWithOurSearchAttributesAndStops() throws Exception {
    TemporalSettings settings = settings(TemporalSettings.DEFAULT_RETENTION);
    long from = System.nanoTime();
    TemporalChild first = start(settings);
    Duration began = Duration.ofNanos(System.nanoTime() - from);
    runOne(settings, "v1");
    assertThat(retention(settings)).isEqualTo(Duration.ofDays(30));
    from = System.nanoTime();
    first.close();
    Duration stopped = Duration.ofNanos(System.nanoTime() - from);
    System.out.printf(
        "temporal: first start %d ms, stop %d ms%n", began.toMillis(), stopped.toMillis());
    assertThat(Files.size(settings.database())).isPositive();
  }

  /** A file that was begun without our search attributes and with the server's own retention. */
  @Test
  void settlesAnExistingDatabase() throws Exception {
    TemporalSettings settings = settings(Duration.ofDays(3));
    Files.createDirectories(settings.database().getParent());
    List<String> command =
        new ArrayList<>(
            List.of(
                TemporalBinary.find(null).toString(),
                "server",
                "start-dev",
                "--headless",
                "--ip=127.0.0.1",
                "--port=" + settings.port(),
                "--namespace=bricklayer",
                "--db-filename=" + settings.database()));
    Process plain =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("plain.log").toFile())
            .start();
    try {
      Eventually.within(
          SOON,
          "the plain server",
          () -> {
            try {
              return retention(settings).equals(Duration.ofDays(1));
            } catch (io.grpc.StatusRuntimeException notYet) {
              return false;
            }
          });
      assertThat(searchAttributes(settings)).doesNotContain("BricklayerVolume");
    } finally {
      plain.destroy();
      assertThat(plain.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
    start(settings);
    assertThat(searchAttributes(settings)).containsAll(TemporalChild.SEARCH_ATTRIBUTES);
    assertThat(retention(settings)).isEqualTo(Duration.ofDays(3));
    runOne(settings, "v1");
  }

  @Test
  void survivesAKillOfItsParentAndOfItself() throws Exception {
    TemporalSettings settings = settings(TemporalSettings.DEFAULT_RETENTION);
    TemporalChild first = start(settings);
    runOne(settings, "v1");
    long pid = first.supervisor().pid().orElseThrow();
    first.supervisor().abandon();

    long from = System.nanoTime();
    TemporalChild second = start(settings);
    Duration adopted = Duration.ofNanos(System.nanoTime() - from);
    assertThat(second.supervisor().adopted()).isTrue();
    assertThat(second.supervisor().pid()).hasValue(pid);

    from = System.nanoTime();
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    Eventually.within(
        SOON, "a new one", () -> second.supervisor().starts() == 1 && second.supervisor().ready());
    System.out.printf(
        "temporal: adopted in %d ms, back after kill -9 in %d ms%n",
        adopted.toMillis(), Duration.ofNanos(System.nanoTime() - from).toMillis());
    runOne(settings, "v2");
  }

  @Test
  void servesItsWebPages() throws Exception {
    int uiPort = FreePorts.next();
    TemporalSettings settings =
        new TemporalSettings(
            null,
            folder,
            folder.resolve("log"),
            FreePorts.next(),
            "127.0.0.1",
            uiPort,
            "bricklayer",
            Duration.ofDays(1));
    start(settings);
    java.net.HttpURLConnection page =
        (java.net.HttpURLConnection)
            java.net.URI.create("http://127.0.0.1:" + uiPort + "/").toURL().openConnection();
    page.setConnectTimeout(5000);
    page.setReadTimeout(5000);
    assertThat(page.getResponseCode()).isEqualTo(200);
  }
}
