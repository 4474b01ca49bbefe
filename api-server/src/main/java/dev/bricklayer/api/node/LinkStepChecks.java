package dev.bricklayer.api.node;

import dev.bricklayer.api.operation.StepChecks;
import dev.bricklayer.api.peer.PeerProbe;
import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.operation.OperationError;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.node.facts.NodeChecks;
import dev.bricklayer.workflows.operation.NodeCheck;
import dev.bricklayer.workflows.operation.PlannedStep;
import dev.bricklayer.workflows.peer.JoinCheck;
import dev.bricklayer.workflows.volume.PrepareCheck;
import dev.bricklayer.workflows.volume.StartCheck;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/** Has checks done by the nodes over their peer ports. */
final class LinkStepChecks implements StepChecks {
  private final Supplier<ClusterView> view;
  private final NodeChecks nodes;
  private final PeerProbe probe;

  LinkStepChecks(Supplier<ClusterView> view, NodeChecks nodes, PeerProbe probe) {
    this.view = view;
    this.nodes = nodes;
    this.probe = probe;
  }

  @Override
  public List<OperationError> refusals(PlannedStep step) {
    NodeCheck check = step.check();
    if (check instanceof PrepareCheck prepare) {
      return nodes.prepare(peer(prepare.bricks().peer()), prepare);
    }
    if (check instanceof StartCheck start) {
      return nodes.start(peer(start.bricks().peer()), start);
    }
    if (check instanceof JoinCheck join) {
      return joiner(join);
    }
    throw new IllegalStateException("nobody knows how to check " + check);
  }

  private List<OperationError> joiner(JoinCheck join) {
    PeerProbe.Hello hello = probe.hello(join.plan().address());
    Map<String, String> facts = Map.of("peer-id", hello.peerId().toString());
    if (!hello.peerId().equals(join.plan().peer().id())) {
      return List.of(
          new OperationError(ErrorCode.CONFLICT, "another node answers at the address", facts));
    }
    if (hello.peers() > 1) {
      return List.of(
          new OperationError(ErrorCode.PEER_REFUSED, "peer is part of another cluster", facts));
    }
    return hello.volumes() > 0
        ? List.of(new OperationError(ErrorCode.PEER_REFUSED, "peer has existing volumes", facts))
        : List.of();
  }

  private Peer peer(UUID id) {
    return view.get()
        .peer(id)
        .orElseThrow(
            () ->
                new ClusterException(
                    ErrorCode.PEER_NOT_FOUND, "peer not found", Map.of("peer-id", id.toString())));
  }
}
