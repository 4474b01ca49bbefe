package dev.bricklayer.api.node;

import dev.bricklayer.api.config.NodeConfiguration;
import dev.bricklayer.config.cluster.ClusterKeys;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.store.ClusterStore;
import dev.bricklayer.node.enrol.Admission;
import dev.bricklayer.node.enrol.CertificateDuty;
import dev.bricklayer.node.enrol.Enrolment;
import dev.bricklayer.node.enrol.JoinMode;
import dev.bricklayer.node.enrol.JoinToken;
import dev.bricklayer.node.enrol.JoinTokens;
import dev.bricklayer.node.identity.NodeIdentity;
import dev.bricklayer.node.link.LinkTls;
import dev.bricklayer.node.link.PeerCalls;
import dev.bricklayer.node.link.PeerClient;
import dev.bricklayer.node.member.Joining;
import dev.bricklayer.node.tls.NodeCertificates;
import dev.bricklayer.node.tls.TlsMode;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node's certificates and what it does with them, as the configuration wants it. */
final class NodeTls implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeTls.class);

  /** For the log and for health. */
  static final String OPEN =
      "cluster.join is open: this node follows the first cluster that asks for it, and its cluster"
          + " takes in any node that is named; on networks that are not trusted set it to token";

  private final NodeIdentity identity;
  private final JoinMode join;
  private final LinkTls link;
  private final PeerClient peers;
  private final Joining joining;
  private final Supplier<Optional<ClusterStore>> store;
  private final String address;
  private final @Nullable NodeCertificates certificates;
  private final @Nullable CertificateDuty duty;

  /**
   * @param store of the present session; empty while there is none
   * @param leads whether this node runs the cluster's engine
   */
  NodeTls(
      NodeConfiguration configuration,
      NodeIdentity identity,
      PeerCalls calls,
      Supplier<Optional<ClusterStore>> store,
      BooleanSupplier leads) {
    TlsMode mode = configuration.cluster().tls();
    this.identity = identity;
    this.join = configuration.cluster().join();
    this.store = store;
    this.address = new NodeSettings(configuration).self(identity.peerId()).peerAddresses().get(0);
    if (mode == TlsMode.OFF) {
      certificates = null;
      duty = null;
      link = LinkTls.off(identity);
      peers = new PeerClient(identity, link);
      joining = Joining.PLAIN;
      return;
    }
    Clock clock = Clock.systemUTC();
    NodeCertificates mine = NodeCertificates.open(configuration.stateDir(), clock);
    certificates = mine;
    link = LinkTls.of(mode, identity, mine);
    peers = new PeerClient(identity, link);
    Enrolment enrolment = new Enrolment(identity, mine, peers, List.of(configuration.host()));
    enrolment.serve(calls);
    duty = new CertificateDuty(identity, mine, enrolment, store, leads);
    joining = new Joining(join, new Admission(join, configuration.tokenFile(), clock), enrolment);
  }

  LinkTls link() {
    return link;
  }

  PeerClient peers() {
    return peers;
  }

  Joining joining() {
    return joining;
  }

  void start() {
    if (join == JoinMode.OPEN) {
      LOG.warn("{}", OPEN);
    }
    if (duty != null) {
      duty.start();
    }
  }

  /**
   * A new token for a node that is to join.
   *
   * @throws ClusterException as {@link JoinTokens#create}
   */
  JoinToken token(Duration life) {
    if (certificates == null) {
      throw new ClusterException(
          ErrorCode.INVALID_REQUEST,
          "this node talks in plain text: join tokens need cluster.tls to be permissive or on");
    }
    ClusterStore now =
        store
            .get()
            .orElseThrow(
                () ->
                    new ClusterException(
                        ErrorCode.UNAVAILABLE, "the configuration is not readable yet"));
    return new JoinTokens(now, new ClusterKeys(identity.clusterId()), Clock.systemUTC())
        .create(certificates, life, address);
  }

  @Override
  public void close() {
    if (duty != null) {
      duty.close();
    }
  }
}
