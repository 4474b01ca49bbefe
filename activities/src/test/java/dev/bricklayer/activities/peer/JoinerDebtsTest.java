package dev.bricklayer.activities.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.activities.operation.StoreRig;
import dev.bricklayer.config.cluster.Examples;
import dev.bricklayer.config.cluster.WatchedClusterView;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.operation.Debt;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.config.store.InMemoryStore;
import dev.bricklayer.workflows.peer.PeerActivities;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JoinerDebtsTest {
  private static final String ADDRESS = "10.0.0.9:24008";

  private final InMemoryStore store = new InMemoryStore();
  private final StoreRig rig = new StoreRig(store);
  private final WatchedClusterView view = new WatchedClusterView(store, rig.keys);
  private final List<String> calls = new ArrayList<>();
  private boolean silent;
  private final JoinerDebts debts = new JoinerDebts(view, store, joiner());

  @AfterEach
  void close() {
    view.close();
    store.close();
  }

  @Test
  void dismissesANodeThatWasNotAddedOnceItAnswers() {
    Debt debt = owe(UUID.randomUUID());
    silent = true;
    debts.collect();
    assertThat(store.get(rig.keys.debt(debt.peer(), debt.operation()))).isPresent();

    silent = false;
    calls.clear();
    debts.collect();
    assertThat(calls).containsExactly("removeMember", "dismiss");
    assertThat(store.get(rig.keys.debt(debt.peer(), debt.operation()))).isEmpty();
  }

  @Test
  void aNodeThatHasBecomeAPeerSinceOwesNothing() {
    Peer peer = rig.peers.get(0);
    Debt debt = owe(peer.id());
    debts.collect();
    assertThat(calls).isEmpty();
    assertThat(store.get(rig.keys.debt(peer.id(), debt.operation()))).isEmpty();
  }

  @Test
  void debtsOfPeersAreTheirOwn() {
    Debt debt =
        new Debt(UUID.randomUUID(), rig.peers.get(1).id(), List.of("prepare"), Examples.NOW);
    note(debt);
    debts.collect();
    assertThat(calls).isEmpty();
    assertThat(store.get(rig.keys.debt(debt.peer(), debt.operation()))).isPresent();
  }

  private Debt owe(UUID peer) {
    Debt debt = new Debt(UUID.randomUUID(), peer, List.of("invite"), Examples.NOW).at(ADDRESS);
    note(debt);
    return debt;
  }

  private void note(Debt debt) {
    long revision = rig.put(rig.keys.debt(debt.peer(), debt.operation()), debt);
    assertThat(view.awaitRevision(revision, Duration.ofSeconds(10))).isTrue();
  }

  /** The activities of a node that notes what it is asked. */
  private PeerActivities joiner() {
    return (PeerActivities)
        Proxy.newProxyInstance(
            PeerActivities.class.getClassLoader(),
            new Class<?>[] {PeerActivities.class},
            (proxy, method, arguments) -> {
              calls.add(method.getName());
              if (silent) {
                throw new ClusterException(ErrorCode.NODE_UNREACHABLE, "it is away");
              }
              return null;
            });
  }
}
