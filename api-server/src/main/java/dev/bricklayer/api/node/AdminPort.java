package dev.bricklayer.api.node;

import dev.bricklayer.api.config.NodeConfiguration;
import dev.bricklayer.api.health.NodeHealth;
import dev.bricklayer.api.metrics.NodeMetrics;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.node.backup.BackupSchedule;
import dev.bricklayer.node.enrol.JoinMode;
import dev.bricklayer.node.link.LinkServer;
import dev.bricklayer.node.member.ClusterMembership;
import dev.bricklayer.node.rpc.GlusterRpc;
import dev.bricklayer.node.space.MemberSpace;
import io.dropwizard.core.setup.Environment;
import java.util.Optional;
import java.util.function.Supplier;

/** What a node shows on its admin port: its figures, its health, and whether it takes changes. */
final class AdminPort {
  private final NodeConfiguration configuration;
  private final NodeParts parts;
  private final BackupSchedule backups;
  private final ClusterMembership membership;
  private final Supplier<Optional<ClusterSession>> session;
  private final Supplier<Optional<MemberSpace>> room;
  private final Supplier<Optional<LinkServer>> link;

  /**
   * @param session the present one
   * @param room what is known of the room in the embedded store
   * @param link the port between nodes, once it is open
   */
  AdminPort(
      NodeConfiguration configuration,
      NodeParts parts,
      BackupSchedule backups,
      ClusterMembership membership,
      Supplier<Optional<ClusterSession>> session,
      Supplier<Optional<MemberSpace>> room,
      Supplier<Optional<LinkServer>> link) {
    this.configuration = configuration;
    this.parts = parts;
    this.backups = backups;
    this.membership = membership;
    this.session = session;
    this.room = room;
    this.link = link;
  }

  void register(Environment environment, NodeMetrics metrics, GlusterRpc rpc, HttpRoutes routes) {
    NodeHealth health = health();
    health.register(environment);
    metrics.add(
        new ProcessFigures(
            parts,
            rpc,
            session,
            membership,
            link,
            health::ready,
            routes.admission(),
            routes.streams(),
            backups,
            room),
        environment.metrics());
    environment.admin().addServlet("prometheus", metrics.servlet()).addMapping("/metrics");
  }

  private NodeHealth health() {
    NodeHealth health =
        new NodeHealth(() -> session.get().map(ClusterSession::view))
            .withSpace(room)
            .withFault("member", membership::memberFault)
            .withFault("settled", this::unsettled)
            .withFault("recognised", () -> session.get().flatMap(ClusterSession::storeComplaint))
            .withEngine(() -> session.get().filter(ClusterSession::engineConnected).isPresent())
            .withBackups(backups::failure);
    if (configuration.roles().contains(NodeConfiguration.Role.NODE)) {
      health.withXlators(() -> parts.xlators().get().all().size());
    }
    if (configuration.cluster().join() == JoinMode.OPEN) {
      health.withWarning("join", NodeTls.OPEN);
    }
    return health;
  }

  /** Why no change is taken here while the node goes from cluster to cluster. */
  private Optional<String> unsettled() {
    try {
      membership.requireSettled();
      return Optional.empty();
    } catch (ClusterException e) {
      return Optional.of(e.sentence());
    }
  }
}
