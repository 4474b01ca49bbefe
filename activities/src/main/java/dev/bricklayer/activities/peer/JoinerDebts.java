package dev.bricklayer.activities.peer;

import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.cluster.Engine;
import dev.bricklayer.config.operation.Debt;
import dev.bricklayer.config.operation.OperationKind;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.config.store.Change;
import dev.bricklayer.config.store.ClusterStore;
import dev.bricklayer.workflows.operation.Ticket;
import dev.bricklayer.workflows.peer.AddPeerPlan;
import dev.bricklayer.workflows.peer.PeerActivities;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pays the debts of nodes that were not added after all: they are no peers and cannot pay
 * themselves. The node's member is taken out of the embedded etcd and the node is dismissed, as the
 * undo would have done; then the debt is gone. A node that has become a peer since owes nothing;
 * whether it has is asked of the store itself, right before.
 */
public final class JoinerDebts {
  private static final Logger LOG = LoggerFactory.getLogger(JoinerDebts.class);

  private final ClusterView view;
  private final ClusterStore store;
  private final PeerActivities peers;

  public JoinerDebts(ClusterView view, ClusterStore store, PeerActivities peers) {
    this.view = view;
    this.store = store;
    this.peers = peers;
  }

  /** Tries each once, unless peers are being changed now. */
  public void collect() {
    for (Debt debt : view.debts()) {
      String address = debt.address();
      if (address != null && view.openOperations("cluster").isEmpty()) {
        try {
          pay(debt, address);
        } catch (RuntimeException e) {
          LOG.debug("{} cannot be dismissed yet", address, e);
        }
      }
    }
  }

  private void pay(Debt debt, String address) {
    if (store.get(view.keys().peer(debt.peer())).isEmpty()) {
      long epoch = view.engine().map(Engine::epoch).orElse(0L);
      Ticket ticket =
          new Ticket(debt.operation(), OperationKind.ADD_PEER, view.keys().shortId(), epoch, 1);
      Peer joiner = new Peer(debt.peer(), address, List.of(address), List.of(address), Map.of(), 1);
      AddPeerPlan plan = new AddPeerPlan(address, joiner);
      peers.removeMember(ticket, plan);
      peers.dismiss(ticket, plan);
      LOG.info("{} is dismissed; operation {} has left nothing on it", address, debt.operation());
    }
    String key = view.keys().debt(debt.peer(), debt.operation());
    store.commit(List.of(), List.of(new Change.Delete(key)));
  }
}
