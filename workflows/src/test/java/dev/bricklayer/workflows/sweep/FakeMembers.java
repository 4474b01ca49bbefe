package dev.bricklayer.workflows.sweep;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The members of the embedded etcd, and the one node that joins or leaves. Guarded by the lock of
 * its {@link FakeCluster}.
 */
final class FakeMembers {
  /** Whether it votes, by peer. */
  final Map<UUID, Boolean> voters = new TreeMap<>();

  final Outsider outsider = new Outsider();
  private final FakeStore store;
  private @Nullable UUID promotedFor;
  private @Nullable UUID promoted;

  FakeMembers(FakeStore store) {
    this.store = store;
  }

  /** The node that joins or leaves, as it sees itself. */
  static final class Outsider {
    @Nullable UUID id;
    boolean alive = true;
    boolean inCluster;
    boolean memberRuns;
    @Nullable UUID invitedBy;
    private final Set<UUID> closed = new HashSet<>();

    private void reach() {
      if (!alive) {
        throw new ClusterException(ErrorCode.NODE_UNREACHABLE, "the node does not answer");
      }
    }

    /** It is a fresh cluster of one again. */
    private void reset() {
      inCluster = false;
      memberRuns = false;
      invitedBy = null;
    }
  }

  void invite(UUID operation) {
    outsider.reach();
    if (outsider.closed.contains(operation) || operation.equals(outsider.invitedBy)) {
      return;
    }
    if (outsider.inCluster) {
      throw new ClusterException(ErrorCode.PEER_EXISTS, "the node is in the cluster already");
    }
    if (store.isOpen(outsider.invitedBy)) {
      throw new ClusterException(ErrorCode.PEER_REFUSED, "the node is being added already");
    }
    outsider.invitedBy = operation;
  }

  void dismiss(UUID operation) {
    outsider.reach();
    outsider.closed.add(operation);
    if (operation.equals(outsider.invitedBy)) {
      outsider.reset();
    }
  }

  /** The joiner becomes a learner; an earlier learner is promoted where the rule wants it. */
  void addMember(UUID operation, UUID joiner) {
    tidy();
    if (!store.goesForward(operation) || voters.containsKey(joiner)) {
      return;
    }
    for (Map.Entry<UUID, Boolean> member : voters.entrySet()) {
      if (!member.getValue()) {
        promotedFor = operation;
        promoted = member.getKey();
        member.setValue(true);
      }
    }
    voters.put(joiner, false);
  }

  void removeMember(UUID operation, UUID joiner) {
    if (store.peers.containsKey(joiner)) {
      return;
    }
    voters.remove(joiner);
    if (operation.equals(promotedFor) && promoted != null) {
      voters.put(promoted, false);
      promotedFor = null;
    }
  }

  void join(UUID operation) {
    outsider.reach();
    if (operation.equals(outsider.invitedBy)) {
      outsider.inCluster = true;
      outsider.memberRuns = true;
    }
  }

  void promote(UUID operation, UUID joiner) {
    if (store.goesForward(operation) && voters.containsKey(joiner)) {
      outsider.reach();
      if (votes() % 2 == 0) {
        voters.put(joiner, true);
      }
    }
  }

  void awaitAgent() {
    outsider.reach();
  }

  void retire(UUID operation, UUID leaver) {
    if (!store.goesForward(operation)) {
      return;
    }
    voters.remove(leaver);
    keepOdd();
  }

  void leave(UUID operation) {
    outsider.reach();
    if (store.goesForward(operation)) {
      outsider.reset();
    }
  }

  /** Takes out members of whom no peer and no open operation knows, as a later change would. */
  void tidy() {
    if (!store.isOpen(outsider.invitedBy)) {
      voters.keySet().removeIf(id -> !store.peers.containsKey(id));
      keepOdd();
    }
  }

  private void keepOdd() {
    if (votes() % 2 == 0) {
      voters.keySet().stream()
          .reduce((first, last) -> first.equals(promoted) ? first : last)
          .ifPresent(last -> voters.put(last, false));
    }
  }

  /** A node that finds itself in a cluster that does not know it starts afresh. */
  void outsiderReturns() {
    outsider.alive = true;
    UUID id = outsider.id;
    if (id != null && !store.peers.containsKey(id) && !store.isOpen(outsider.invitedBy)) {
      outsider.reset();
    }
  }

  /** Whether the voters that run are a majority. */
  boolean writable() {
    long running =
        voters.entrySet().stream()
            .filter(Map.Entry::getValue)
            .filter(member -> !member.getKey().equals(outsider.id) || runs())
            .count();
    return running > votes() / 2;
  }

  void snapshot(Set<String> lines) {
    voters.forEach((id, voter) -> lines.add("member " + id + (voter ? " votes" : " learns")));
    UUID id = outsider.id;
    if (id != null) {
      lines.add(
          id
              + ": inCluster="
              + outsider.inCluster
              + " memberRuns="
              + outsider.memberRuns
              + " invited="
              + (outsider.invitedBy != null && !outsider.inCluster));
    }
  }

  private boolean runs() {
    return outsider.alive && outsider.memberRuns;
  }

  private long votes() {
    return voters.values().stream().filter(voter -> voter).count();
  }
}
