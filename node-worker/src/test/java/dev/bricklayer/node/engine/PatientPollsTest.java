package dev.bricklayer.node.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.api.workflowservice.v1.GetSystemInfoResponse;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueRequest;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class PatientPollsTest {
  /** Has one activity's task for whoever asks. */
  private static final class OneTask extends WorkflowServiceGrpc.WorkflowServiceImplBase {
    @Override
    public void pollActivityTaskQueue(
        PollActivityTaskQueueRequest request, StreamObserver<PollActivityTaskQueueResponse> to) {
      to.onNext(PollActivityTaskQueueResponse.newBuilder().setActivityId("a").build());
      to.onCompleted();
    }

    // asked before the first call
    @Override
    public void getSystemInfo(
        GetSystemInfoRequest request, StreamObserver<GetSystemInfoResponse> to) {
      to.onNext(GetSystemInfoResponse.getDefaultInstance());
      to.onCompleted();
    }
  }

  private static Server start(int port) throws IOException {
    return Grpc.newServerBuilderForPort(port, InsecureServerCredentials.create())
        .addService(new OneTask())
        .build()
        .start();
  }

  @Test
  void aPollWaitsForAnEngineThatIsAwayAndOtherCallsDoNot() throws Exception {
    Server first = start(0);
    int port = first.getPort();
    try (EngineConnection connection =
        new EngineConnection("127.0.0.1:" + port, "n", "me", null, List.of(), List.of())) {
      WorkflowServiceGrpc.WorkflowServiceBlockingStub engine =
          connection.client().getWorkflowServiceStubs().blockingStub();
      assertThat(poll(engine)).isEqualTo("a");
      first.shutdownNow().awaitTermination();
      assertIsAway(engine); // by now the connection is known to be gone
      CompletableFuture<String> poll = CompletableFuture.supplyAsync(() -> poll(engine));
      assertIsAway(engine);
      assertThat(poll).isNotDone();
      Server second = start(port);
      try {
        assertThat(poll.get(60, TimeUnit.SECONDS)).isEqualTo("a");
      } finally {
        second.shutdownNow();
      }
    } finally {
      first.shutdownNow();
    }
  }

  private static void assertIsAway(WorkflowServiceGrpc.WorkflowServiceBlockingStub engine) {
    assertThatThrownBy(
            () -> engine.describeNamespace(DescribeNamespaceRequest.getDefaultInstance()))
        .isInstanceOf(StatusRuntimeException.class);
  }

  private static String poll(WorkflowServiceGrpc.WorkflowServiceBlockingStub engine) {
    return engine
        .pollActivityTaskQueue(PollActivityTaskQueueRequest.getDefaultInstance())
        .getActivityId();
  }
}
