package dev.bricklayer.node.child;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.config.store.FreePorts;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.temporal.api.operatorservice.v1.ListSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.OperatorServiceGrpc;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowServiceException;
import io.temporal.common.SearchAttributeKey;
import io.temporal.common.SearchAttributes;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.WorkerFactory;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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

  /** How a database is damaged. */
  enum Damage {
    HALF,
    HEADER,
    MIDDLE,
    EMPTY
  }

  @ParameterizedTest
  @EnumSource(Damage.class)
  void aDamagedDatabaseIsSetAsideAndANewOneBegun(Damage damage) throws Exception {
    TemporalSettings settings = settings(Duration.ofDays(1));
    start(settings).close();
    Path file = settings.database();
    checkpoint(file);
    byte[] whole = Files.readAllBytes(file);
    byte[] damaged =
        switch (damage) {
          case HALF -> Arrays.copyOf(whole, whole.length / 2);
          case HEADER -> overwritten(whole, 0, 100);
          case MIDDLE -> overwritten(whole, 40 * 4096, whole.length - 80 * 4096);
          case EMPTY -> new byte[0];
        };
    Files.write(file, damaged);

    List<Path> folders = new CopyOnWriteArrayList<>();
    child = new TemporalChild(settings, folders::add).start();
    child.requireReady(SOON);
    runOne(settings, "after");
    assertThat(folders).hasSize(1);
    assertThat(folders.get(0).getParent()).isEqualTo(file.resolveSibling("aside"));
    assertThat(folders.get(0).resolve(file.getFileName())).exists();
    if (damage == Damage.HALF) {
      assertThat(folders.get(0).resolve(file.getFileName())).hasBinaryContent(damaged);
    }
  }

  @Test
  void oneThatIsDamagedWhileItIsUsedIsSetAsideToo() throws Exception {
    TemporalSettings settings = settings(Duration.ofDays(1));
    start(settings).close();
    Path file = settings.database();
    checkpoint(file);
    List<Path> folders = new CopyOnWriteArrayList<>();
    child = new TemporalChild(settings, folders::add).start();
    child.requireReady(SOON);
    checkpoint(file);
    byte[] whole = Files.readAllBytes(file);
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.write(overwritten(whole, 0, whole.length));
    }
    checkpoint(file);
    Eventually.within(
        SOON,
        "found by what the engine says, or by its death",
        () -> {
          try {
            runOne(settings, UUID.randomUUID().toString());
            return !folders.isEmpty();
          } catch (WorkflowServiceException | WorkflowFailedException | StatusRuntimeException e) {
            return false;
          }
        });
  }

  private static byte[] overwritten(byte[] whole, int from, int length) {
    byte[] changed = whole.clone();
    byte[] garbage = new byte[length];
    new Random(7).nextBytes(garbage);
    System.arraycopy(garbage, 0, changed, from, length);
    return changed;
  }

  /** So that everything lies in the one file. */
  private static void checkpoint(Path file) throws Exception {
    Process python =
        new ProcessBuilder(
                "python3",
                "-c",
                "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('pragma"
                    + " wal_checkpoint(truncate)')",
                file.toString())
            .inheritIO()
            .start();
    assertThat(python.waitFor(60, TimeUnit.SECONDS)).isTrue();
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
