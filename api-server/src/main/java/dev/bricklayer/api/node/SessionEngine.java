package dev.bricklayer.api.node;

import dev.bricklayer.api.config.NodeConfiguration;
import dev.bricklayer.api.operation.EngineAccess;
import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.cluster.Engine;
import dev.bricklayer.config.operation.Step;
import dev.bricklayer.node.engine.ClusterEngine;
import dev.bricklayer.node.member.ClusterMembership;
import dev.bricklayer.workflows.operation.OperationWorkflow;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engine of a session, as operations use it. */
final class SessionEngine implements EngineAccess {
  private static final Logger LOG = LoggerFactory.getLogger(SessionEngine.class);

  private final ClusterView view;
  private final ClusterEngine engine;
  private final NodeConfiguration configuration;
  private final ClusterMembership membership;

  SessionEngine(
      ClusterView view,
      ClusterEngine engine,
      NodeConfiguration configuration,
      ClusterMembership membership) {
    this.membership = membership;
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
    engine.require();
    return view.engine().map(Engine::epoch).orElse(1L);
  }

  @Override
  public List<Step> steps(String workflowId) {
    return engine
        .current()
        .map(
            connection -> {
              try {
                return connection
                    .client()
                    .newWorkflowStub(OperationWorkflow.class, workflowId)
                    .steps();
              } catch (WorkflowException e) {
                LOG.debug("workflow {} does not tell its steps", workflowId, e);
                return List.<Step>of();
              }
            })
        .orElse(List.of());
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
