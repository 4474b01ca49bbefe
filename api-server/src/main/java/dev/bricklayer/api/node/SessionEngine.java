package dev.bricklayer.api.node;

import dev.bricklayer.api.config.NodeConfiguration;
import dev.bricklayer.api.operation.EngineAccess;
import dev.bricklayer.api.operation.EngineFacts;
import dev.bricklayer.api.operation.EngineOperations;
import dev.bricklayer.api.operation.StoreRoom;
import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.cluster.Engine;
import dev.bricklayer.config.operation.Operation;
import dev.bricklayer.config.operation.OperationKind;
import dev.bricklayer.node.engine.ClusterEngine;
import dev.bricklayer.node.engine.EngineConnection;
import dev.bricklayer.node.member.ClusterMembership;
import dev.bricklayer.node.store.FollowedStore;
import io.temporal.client.WorkflowClient;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The engine of a session, as operations use it. */
final class SessionEngine implements EngineAccess {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);
  private static final Duration FACTS_WITHIN = Duration.ofSeconds(1);

  private final ClusterView view;
  private final ClusterEngine engine;
  private final NodeConfiguration configuration;
  private final ClusterMembership membership;
  private final FollowedStore followed;
  private final StoreRoom room;

  SessionEngine(
      ClusterView view,
      ClusterEngine engine,
      NodeConfiguration configuration,
      ClusterMembership membership,
      FollowedStore followed,
      StoreRoom room) {
    this.membership = membership;
    this.followed = followed;
    this.room = room;
    this.view = view;
    this.engine = engine;
    this.configuration = configuration;
  }

  @Override
  public WorkflowClient client() {
    return engine.require().client();
  }

  @Override
  public long epoch() {
    membership.requireSettled();
    followed.require();
    EngineConnection there = engine.require();
    if (!there.connected()) {
      new EngineOperations(there.client()).requireAnswer(ANSWER_WITHIN);
    }
    return view.engine().map(Engine::epoch).orElse(1L);
  }

  @Override
  public void requireRoom(OperationKind kind) {
    room.require(kind);
  }

  @Override
  public EngineFacts facts(Operation operation) {
    return engine
        .current()
        .map(there -> new EngineOperations(there.client()).facts(operation, FACTS_WITHIN))
        .orElse(EngineFacts.NONE);
  }

  @Override
  public Cancellation cancel(Operation operation) {
    return new EngineOperations(client()).cancel(operation);
  }

  @Override
  public String history(String workflowId, String runId) {
    return "http://"
        + configuration.temporal().uiAddress()
        + "/namespaces/"
        + configuration.temporal().namespace()
        + "/workflows/"
        + URLEncoder.encode(workflowId, StandardCharsets.UTF_8)
        + (runId.isEmpty() ? "" : "/" + runId);
  }
}
