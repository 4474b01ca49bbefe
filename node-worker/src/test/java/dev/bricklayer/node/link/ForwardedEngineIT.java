package dev.bricklayer.node.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.config.store.FreePorts;
import dev.bricklayer.node.child.TemporalChild;
import dev.bricklayer.node.child.TemporalSettings;
import dev.bricklayer.node.identity.NodeIdentity;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.WorkerFactory;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker and a client on one node, the embedded engine on another. */
class ForwardedEngineIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir Path folder;

  /** One step. */
  @ActivityInterface
  public interface Work {
    String work(String what);
  }

  /** Three steps, one after the other. */
  @WorkflowInterface
  public interface Steps {
    @WorkflowMethod
    String run();
  }

  /** Three steps, one after the other. */
  public static final class StepsWorkflow implements Steps {
    private final Work work =
        Workflow.newActivityStub(
            Work.class,
            ActivityOptions.newBuilder().setStartToCloseTimeout(Duration.ofSeconds(10)).build());

    @Override
    public String run() {
      String done = "";
      for (int i = 0; i < 3; i++) {
        done += work.work(Integer.toString(i));
        Workflow.sleep(Duration.ofMillis(1));
      }
      return done;
    }
  }

  private static Steps steps(WorkflowClient client, String id) {
    return client.newWorkflowStub(
        Steps.class, WorkflowOptions.newBuilder().setTaskQueue("q").setWorkflowId(id).build());
  }

  @Test
  void workflowsRunThroughThePeerPortAndSurviveTheEnginesRestart() throws Exception {
    NodeIdentity engineNode = NodeIdentity.open(folder.resolve("a"));
    NodeIdentity workNode = NodeIdentity.open(folder.resolve("b"));
    workNode.update(
        state -> state.withCluster(engineNode.clusterId(), engineNode.state().secret()));
    TemporalSettings settings =
        new TemporalSettings(
            null,
            folder.resolve("a"),
            folder.resolve("log"),
            FreePorts.next(),
            null,
            0,
            "bricklayer",
            Duration.ofDays(1));
    List<AutoCloseable> open = new ArrayList<>();
    try {
      TemporalChild engine = new TemporalChild(settings).start();
      open.add(0, engine);
      LinkServer link =
          new LinkServer(
              "127.0.0.1",
              0,
              engineNode,
              new PeerCalls(),
              () -> OptionalInt.of(settings.port()),
              OptionalInt::empty);
      open.add(0, link);
      Forwarder forwarder =
          new Forwarder(
              Channel.TEMPORAL,
              0,
              new PeerClient(workNode),
              () ->
                  Optional.of(
                      new Forwarder.Target("127.0.0.1:" + link.port(), engineNode.peerId())));
      open.add(0, forwarder);
      engine.requireReady(SOON);

      WorkflowServiceStubs stubs =
          WorkflowServiceStubs.newServiceStubs(
              WorkflowServiceStubsOptions.newBuilder().setTarget(forwarder.local()).build());
      open.add(0, stubs::shutdownNow);
      WorkflowClient client =
          WorkflowClient.newInstance(
              stubs, WorkflowClientOptions.newBuilder().setNamespace("bricklayer").build());
      WorkerFactory workers = WorkerFactory.newInstance(client);
      CompletableFuture<Void> held = new CompletableFuture<>();
      workers.newWorker("q").registerWorkflowImplementationTypes(StepsWorkflow.class);
      workers
          .getWorker("q")
          .registerActivitiesImplementations(
              (Work)
                  what -> {
                    if (what.equals("2")) {
                      held.join();
                    }
                    return what;
                  });
      workers.start();
      open.add(
          0,
          () -> {
            workers.shutdownNow();
            workers.awaitTermination(5, TimeUnit.SECONDS);
          });

      CompletableFuture<String> across = WorkflowClient.execute(steps(client, "across")::run);
      engine.close();
      TemporalChild again = new TemporalChild(settings).start();
      open.add(0, again);
      again.requireReady(SOON);
      held.complete(null);
      assertThat(across.get(60, TimeUnit.SECONDS)).isEqualTo("012");

      long from = System.nanoTime();
      for (int i = 0; i < 20; i++) {
        assertThat(steps(client, "w" + i).run()).isEqualTo("012");
      }
      long each = (System.nanoTime() - from) / 20_000_000;
      System.out.printf("three steps and timers through the peer port: %d ms a workflow%n", each);
    } finally {
      for (AutoCloseable each : open) {
        each.close();
      }
    }
  }
}
