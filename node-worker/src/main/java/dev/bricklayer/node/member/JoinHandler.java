package dev.bricklayer.node.member;

import dev.bricklayer.config.cluster.ClusterKeys;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.operation.Operation;
import dev.bricklayer.config.store.ClusterStore;
import dev.bricklayer.node.link.PeerCalls;
import java.util.Optional;
import java.util.function.Supplier;

/** Answers the calls of joining and leaving on the peer port. */
final class JoinHandler {
  private final NodeMembership membership;
  private final Supplier<Optional<ClusterStore>> store;

  JoinHandler(NodeMembership membership, Supplier<Optional<ClusterStore>> store) {
    this.membership = membership;
    this.store = store;
  }

  void serve(PeerCalls calls) {
    calls
        .onOffer(JoinCalls.HELLO, JoinCalls.Nothing.class, (caller, nothing) -> membership.hello())
        .onOffer(
            JoinCalls.INVITE,
            JoinCalls.Invite.class,
            (caller, invite) -> done(() -> membership.invite(invite, caller.peer())))
        .onOffer(
            JoinCalls.JOIN,
            JoinCalls.Join.class,
            (caller, join) -> done(() -> membership.join(join)))
        .onOffer(
            JoinCalls.DISMISS,
            JoinCalls.Dismiss.class,
            (caller, dismiss) -> done(() -> membership.dismiss(dismiss.operation())))
        .onOffer(JoinCalls.INVITATION, JoinCalls.Ask.class, (caller, ask) -> standing(ask))
        .on(
            JoinCalls.LEAVE,
            JoinCalls.Leave.class,
            (caller, leave) -> done(() -> membership.leave(leave.cluster())))
        .on(JoinCalls.STANDING, JoinCalls.Ask.class, (caller, ask) -> standing(ask));
  }

  private static JoinCalls.Nothing done(Runnable call) {
    call.run();
    return new JoinCalls.Nothing();
  }

  /** From the store itself, not from a copy that may be behind. */
  private JoinCalls.Standing standing(JoinCalls.Ask ask) {
    ClusterStore now =
        store
            .get()
            .orElseThrow(
                () ->
                    new ClusterException(
                        ErrorCode.UNAVAILABLE, "the configuration is not readable yet"));
    ClusterKeys keys = new ClusterKeys(membership.identity().clusterId());
    // The operation first: when it has ended, its commit is there or never will be.
    Optional<Operation> record =
        now.get(keys.operation(ask.operation()))
            .map(entry -> Json.read(entry.value(), Operation.class));
    return new JoinCalls.Standing(
        record.filter(Operation::open).isPresent(),
        record.filter(known -> !known.open()).isPresent(),
        now.get(keys.peer(ask.peer())).isPresent(),
        now.get(keys.removed(ask.peer())).isPresent());
  }
}
