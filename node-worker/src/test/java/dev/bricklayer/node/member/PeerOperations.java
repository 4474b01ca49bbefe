package dev.bricklayer.node.member;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.config.cluster.ClusterKeys;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.operation.Operation;
import dev.bricklayer.config.operation.OperationKind;
import dev.bricklayer.config.operation.OperationState;
import dev.bricklayer.config.operation.Outcome;
import dev.bricklayer.config.store.Change;
import dev.bricklayer.node.child.Eventually;
import dev.bricklayer.node.identity.Phase;
import dev.bricklayer.workflows.operation.Ticket;
import dev.bricklayer.workflows.peer.AddPeerPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The operations on peers as their workflows do them, without an engine. */
final class PeerOperations {
  private static final Duration SOON = Duration.ofSeconds(60);

  private PeerOperations() {}

  static ClusterKeys keys(TestNode node) {
    return node.session().view().keys();
  }

  static AddPeerPlan plan(TestNode joiner) {
    return new AddPeerPlan(joiner.address(), joiner.peer());
  }

  static Ticket accept(TestNode at, OperationKind kind) {
    Ticket ticket = new Ticket(UUID.randomUUID(), kind, keys(at).shortId(), 1, 1);
    note(at, ticket, OperationState.ACCEPTED);
    return ticket;
  }

  static void end(TestNode at, Ticket ticket) {
    note(at, ticket, OperationState.ENDED);
  }

  /** Writes the operation's record. */
  static void note(TestNode at, Ticket ticket, OperationState state) {
    boolean ended = state == OperationState.ENDED;
    Operation operation =
        new Operation(
            ticket.operation(),
            ticket.kind(),
            "cluster",
            "peer",
            "test",
            state,
            1,
            1,
            "test",
            "",
            "",
            null,
            Instant.EPOCH,
            ended ? Instant.EPOCH : null,
            ended ? Outcome.SUCCEEDED : null,
            null,
            0,
            List.of(),
            null,
            null,
            null);
    at.session()
        .store()
        .commit(
            List.of(),
            List.of(new Change.Put(keys(at).operation(operation.id()), Json.write(operation))));
  }

  /** The commit of AddPeer. */
  static void commit(TestNode inviter, TestNode joiner) {
    UUID peer = joiner.identity().peerId();
    write(
        inviter,
        new Change.Put(keys(inviter).peer(peer), Json.write(joiner.peer())),
        new Change.Delete(keys(inviter).removed(peer)));
  }

  /** The commit of RemovePeer. */
  static void uncommit(TestNode by, TestNode leaver) {
    UUID peer = leaver.identity().peerId();
    write(
        by,
        new Change.Delete(keys(by).peer(peer)),
        new Change.Put(keys(by).removed(peer), new byte[] {'1'}));
  }

  private static void write(TestNode at, Change... changes) {
    long revision = at.session().store().commit(List.of(), List.of(changes)).revision();
    assertThat(at.session().view().awaitRevision(revision, SOON)).isTrue();
  }

  /** The whole of AddPeer. */
  static void add(TestNode inviter, TestNode joiner) throws Exception {
    add(inviter, joiner, () -> {});
  }

  /**
   * @param joined what is to hold as soon as the joiner follows
   */
  static void add(TestNode inviter, TestNode joiner, Runnable joined) throws Exception {
    Ticket ticket = accept(inviter, OperationKind.ADD_PEER);
    AddPeerPlan plan = plan(joiner);
    LinkPeerActivities peers = inviter.session().activities();
    peers.invite(ticket, plan);
    peers.addMember(ticket, plan);
    peers.join(ticket, plan);
    joined.run();
    peers.promote(ticket, plan);
    commit(inviter, joiner);
    peers.awaitAgent(ticket, plan);
    end(inviter, ticket);
    Eventually.within(
        SOON,
        "the joiner knows that it is a member",
        () -> joiner.identity().state().membership().phase() == Phase.MEMBER);
  }
}
