package dev.bricklayer.api.peer;

import dev.bricklayer.api.operation.ChangeKind;
import dev.bricklayer.api.operation.ChangeRequest;
import dev.bricklayer.api.operation.OperationInfo;
import dev.bricklayer.api.operation.Submission;
import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.operation.Operation;
import dev.bricklayer.config.operation.OperationKind;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.node.link.PeerAddress;
import dev.bricklayer.workflows.peer.AddPeerPlan;
import dev.bricklayer.workflows.peer.RemovePeerPlan;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/** What changes peers; status codes and bodies are GD2's. */
public final class PeerChanges {
  private final Supplier<ClusterView> view;
  private final PeerProbe probe;
  private final UUID self;

  public PeerChanges(Supplier<ClusterView> view, PeerProbe probe, UUID self) {
    this.view = view;
    this.probe = probe;
    this.self = self;
  }

  public Map<OperationKind, ChangeKind> all() {
    return Map.of(OperationKind.ADD_PEER, new Add(), OperationKind.REMOVE_PEER, new Remove());
  }

  private final class Add implements ChangeKind {
    @Override
    public Submission draft(ChangeRequest request) {
      AddPeerRequest wish = request.required(AddPeerRequest.class);
      if (wish.addresses() == null || wish.addresses().isEmpty()) {
        throw new ClusterException(
            ErrorCode.INVALID_REQUEST,
            "no addresses given: addresses is a list like [\"host:24008\"]");
      }
      PeerRules.checkMetadata(wish.metadataOrNone());
      String address = PeerAddress.parse(wish.addresses().get(0)).toString();
      PeerRules.rejectKnownAddress(address, view.get());
      PeerProbe.Hello hello = probe.hello(address);
      Map<String, String> metadata = PeerRules.metadata(wish.metadataOrNone(), wish.zone(), hello);
      Peer peer = PeerRules.joiner(hello, address, self, view.get(), metadata);
      return Submission.onCluster(
          OperationKind.ADD_PEER,
          peer.id().toString(),
          "add peer " + peer.name() + " (" + address + ")",
          new AddPeerPlan(address, peer));
    }

    @Override
    public Response.ResponseBuilder answer(Operation succeeded) {
      Object joined =
          view.get()
              .peer(UUID.fromString(succeeded.entity()))
              .<Object>map(PeerInfo::joined)
              .orElseGet(() -> OperationInfo.of(succeeded, ""));
      return Response.status(Response.Status.CREATED)
          .header("Location", "/v1/peers/" + succeeded.entity())
          .entity(joined);
    }
  }

  private final class Remove implements ChangeKind {
    @Override
    public Submission draft(ChangeRequest request) {
      UUID id = PeerRules.id(request.argument("peer"));
      Peer peer = PeerRules.removable(id, self, view.get());
      return Submission.onCluster(
          OperationKind.REMOVE_PEER,
          peer.id().toString(),
          "remove peer " + peer.name() + " (" + peer.peerAddresses().get(0) + ")",
          new RemovePeerPlan(peer.peerAddresses().get(0), peer));
    }

    @Override
    public Response.ResponseBuilder answer(Operation succeeded) {
      return Response.noContent();
    }
  }
}
