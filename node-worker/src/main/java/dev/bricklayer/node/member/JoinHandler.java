package dev.bricklayer.node.member;

import dev.bricklayer.config.cluster.ClusterKeys;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.operation.Operation;
import dev.bricklayer.config.store.ClusterStore;
import dev.bricklayer.node.enrol.Enrolment;
import dev.bricklayer.node.identity.Membership;
import dev.bricklayer.node.link.PeerAddress;
import dev.bricklayer.node.link.PeerCalls;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** Answers the calls of joining and leaving on the peer port. */
final class JoinHandler {
  private final NodeMembership membership;
  private final Supplier<Optional<ClusterStore>> store;

  private final Joining joining;

  JoinHandler(NodeMembership membership, Supplier<Optional<ClusterStore>> store, Joining joining) {
    this.membership = membership;
    this.store = store;
    this.joining = joining;
  }

  void serve(PeerCalls calls) {
    calls
        .onOffer(JoinCalls.HELLO, JoinCalls.Nothing.class, (caller, nothing) -> membership.hello())
        .onOffer(JoinCalls.INVITE, JoinCalls.Invite.class, this::invite)
        .onOffer(
            JoinCalls.JOIN, JoinCalls.Join.class, (caller, join) -> done(() -> join(caller, join)))
        .onOffer(
            JoinCalls.READMIT,
            JoinCalls.Readmit.class,
            (caller, readmit) -> done(() -> readmit(caller, readmit)))
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

  /**
   * The inviter is asked later how the invitation stands: where it calls from, so that an
   * invitation makes this node connect to nobody else.
   */
  private JoinCalls.Invited invite(PeerCalls.Caller caller, JoinCalls.Invite asked) {
    require(caller, asked.cluster());
    PeerAddress back = new PeerAddress(caller.host(), PeerAddress.parse(asked.inviter()).port());
    membership.invite(
        new JoinCalls.Invite(
            asked.operation(), asked.cluster(), back.toString(), asked.embeddedEtcd()),
        caller.peer());
    if (joining.enrolment() == null) {
      return new JoinCalls.Invited(null, null, null);
    }
    Enrolment.Request request = joining.enrolment().request();
    return new JoinCalls.Invited(
        request.request(),
        request.addresses(),
        joining.admission() == null
            ? null
            : joining.admission().ticket(asked.operation(), request.request()).orElse(null));
  }

  private void require(PeerCalls.Caller caller, UUID cluster) {
    if (joining.admission() != null) {
      joining.admission().require(caller, cluster);
    }
  }

  /** The certificate first: what follows the cluster needs it. */
  private void join(PeerCalls.Caller caller, JoinCalls.Join asked) {
    Membership now = membership.identity().state().membership();
    if (now.of(asked.operation()) && now.underWay()) {
      require(caller, asked.cluster());
      if (joining.enrolment() != null && asked.certificate() != null && asked.authority() != null) {
        joining.enrolment().joined(asked.authority(), asked.certificate());
      }
    }
    membership.join(asked);
    if (joining.admission() != null) {
      joining.admission().used();
    }
  }

  private void readmit(PeerCalls.Caller caller, JoinCalls.Readmit asked) {
    require(caller, asked.cluster());
    membership.readmit(asked);
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
