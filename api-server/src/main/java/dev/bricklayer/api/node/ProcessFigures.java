package dev.bricklayer.api.node;

import dev.bricklayer.activities.brick.BrickRuntime;
import dev.bricklayer.api.metrics.NodeFigures;
import dev.bricklayer.api.operation.Admission;
import dev.bricklayer.api.operation.OperationStreams;
import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.node.backup.BackupSchedule;
import dev.bricklayer.node.link.LinkServer;
import dev.bricklayer.node.member.ClusterMembership;
import dev.bricklayer.node.rpc.GlusterRpc;
import dev.bricklayer.node.space.MemberSpace;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The figures of this process, for Prometheus. */
final class ProcessFigures implements NodeFigures {
  private final NodeParts parts;
  private final GlusterRpc rpc;
  private final Supplier<Optional<ClusterSession>> session;
  private final ClusterMembership membership;
  private final Supplier<Optional<LinkServer>> link;
  private final BooleanSupplier ready;
  private final Admission admission;
  private final OperationStreams streams;
  private final BackupSchedule backups;
  private final Supplier<Optional<MemberSpace>> space;

  ProcessFigures(
      NodeParts parts,
      GlusterRpc rpc,
      Supplier<Optional<ClusterSession>> session,
      ClusterMembership membership,
      Supplier<Optional<LinkServer>> link,
      BooleanSupplier ready,
      Admission admission,
      OperationStreams streams,
      BackupSchedule backups,
      Supplier<Optional<MemberSpace>> space) {
    this.membership = membership;
    this.link = link;
    this.ready = ready;
    this.backups = backups;
    this.space = space;
    this.admission = admission;
    this.streams = streams;
    this.parts = parts;
    this.rpc = rpc;
    this.session = session;
  }

  @Override
  public UUID self() {
    return parts.self();
  }

  @Override
  public Optional<ClusterView> view() {
    return session.get().map(ClusterSession::view);
  }

  @Override
  public Optional<MemberSpace> storeSpace() {
    return space.get();
  }

  @Override
  public boolean engineConnected() {
    return session.get().filter(ClusterSession::engineConnected).isPresent();
  }

  @Override
  public boolean running(Brick brick) {
    return parts.bricks().running(brick);
  }

  @Override
  public boolean bricksSimulated() {
    return parts.bricks().kind() == BrickRuntime.Kind.SIMULATED;
  }

  @Override
  public int orphans() {
    return session.get().map(ClusterSession::orphans).orElse(0);
  }

  @Override
  public boolean selfHealRunning() {
    return parts.selfHeal().up();
  }

  @Override
  public boolean backupFailed() {
    return backups.failure().isPresent();
  }

  @Override
  public OptionalDouble backupSucceeded() {
    return backups
        .succeeded()
        .map(at -> OptionalDouble.of((double) at.getEpochSecond()))
        .orElse(OptionalDouble.empty());
  }

  @Override
  public boolean ready() {
    return ready.getAsBoolean();
  }

  @Override
  public boolean storeRecognised() {
    return session.get().flatMap(ClusterSession::storeComplaint).isEmpty();
  }

  @Override
  public boolean memberFaulty() {
    return membership.memberFault().isPresent();
  }

  @Override
  public int peerConnections() {
    return link.get().map(LinkServer::connections).orElse(0);
  }

  @Override
  public long peerConnectionsTurnedAway() {
    return link.get().map(LinkServer::turnedAway).orElse(0L);
  }

  @Override
  public int rpcConnections() {
    return rpc.connections();
  }

  @Override
  public long rpcHeldBytes() {
    return rpc.heldBytes();
  }

  @Override
  public int changesInHand() {
    return admission.inHand();
  }

  @Override
  public long changesRefused() {
    return admission.refused();
  }

  @Override
  public int operationStreams() {
    return streams.open();
  }
}
