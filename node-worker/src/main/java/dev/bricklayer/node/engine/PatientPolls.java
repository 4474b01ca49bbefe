package dev.bricklayer.node.engine;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;
import java.util.concurrent.TimeUnit;

/**
 * A worker that asks for tasks while the engine is away waits until it is back. Of itself it would
 * fail and ask again after pauses that grow to a minute: the first change after an absence of the
 * engine's node, which is up again, would wait for that. An engine that hangs is noticed by the
 * connection's keep-alive. Before the first contact the client asks what the engine can do, and
 * that does not wait.
 */
final class PatientPolls implements ClientInterceptor {
  private static final long MINUTES = 15;

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    String name = method.getBareMethodName();
    boolean poll = name != null && name.startsWith("Poll") && name.endsWith("TaskQueue");
    return next.newCall(
        method,
        poll ? options.withWaitForReady().withDeadlineAfter(MINUTES, TimeUnit.MINUTES) : options);
  }
}
