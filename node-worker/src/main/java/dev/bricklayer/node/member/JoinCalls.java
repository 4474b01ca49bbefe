package dev.bricklayer.node.member;

import dev.bricklayer.node.enrol.Admission;
import dev.bricklayer.node.enrol.SharedProof;
import dev.bricklayer.node.identity.KnownPeer;
import dev.bricklayer.node.link.PeerClient;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The calls of joining and leaving, as the cluster makes them. */
public final class JoinCalls {
  static final String HELLO = "hello";
  static final String INVITE = "invite";
  static final String JOIN = "join";
  static final String DISMISS = "dismiss";
  static final String LEAVE = "leave";
  static final String INVITATION = "invitation";
  static final String STANDING = "standing";
  static final String READMIT = "readmit";

  private static final Duration QUICK = Duration.ofSeconds(4);
  private static final Duration PATIENT = Duration.ofSeconds(40);

  private final PeerClient client;

  public JoinCalls(PeerClient client) {
    this.client = client;
  }

  record Nothing() {}

  /**
   * @param inviter {@code host:port} of the inviting node's peer port
   */
  record Invite(UUID operation, UUID cluster, String inviter, boolean embeddedEtcd) {}

  /**
   * The answer to an invitation.
   *
   * @param request for a certificate of the cluster, PEM; null from a node without TLS
   * @param addresses for that certificate
   * @param ticket what it shows of its join token; null without one
   */
  record Invited(
      @Nullable String request,
      @Nullable List<String> addresses,
      Admission.@Nullable Ticket ticket) {}

  /**
   * @param holders the nodes that hold members of the embedded etcd; empty with one of the user's
   * @param authority the certificate of the cluster's authority, PEM; null without TLS
   * @param certificate the joiner's, PEM; null without TLS
   */
  record Join(
      UUID operation,
      UUID cluster,
      String secret,
      String inviter,
      List<KnownPeer> holders,
      @Nullable String authority,
      @Nullable String certificate) {
    Join(UUID operation, UUID cluster, String secret, String inviter, List<KnownPeer> holders) {
      this(operation, cluster, secret, inviter, holders, null, null);
    }

    /** Never the secret. */
    @Override
    public String toString() {
      return "join of cluster " + cluster + " for operation " + operation;
    }
  }

  /**
   * What a node that has lost its state folder gets back.
   *
   * @param peer who it was
   * @param holders the nodes that hold members of the embedded etcd; empty with one of the user's
   * @param proof that the caller knows the secret of the ReST API, which a node that has lost its
   *     identity alone still has
   */
  record Readmit(
      UUID peer,
      UUID cluster,
      String secret,
      String caller,
      boolean embeddedEtcd,
      List<KnownPeer> holders,
      @Nullable String proof) {
    static String proof(byte[] shared, UUID peer, UUID cluster, String secret) {
      return SharedProof.of(shared, "readmit", peer.toString(), cluster.toString(), secret);
    }

    boolean provedBy(byte[] shared) {
      return proof != null
          && SharedProof.matches(
              proof, shared, "readmit", peer.toString(), cluster.toString(), secret);
    }

    /** Never the secret. */
    @Override
    public String toString() {
      return "readmission of peer " + peer + " to cluster " + cluster;
    }
  }

  record Dismiss(UUID operation) {}

  record Leave(UUID cluster) {}

  record Ask(UUID operation, UUID peer) {}

  /**
   * @param open whether the operation has not ended
   * @param ended whether the operation's record is there and says so
   * @param peer whether the asked peer is one of the cluster's
   * @param removed whether it is written that the asked peer was removed
   */
  record Standing(boolean open, boolean ended, boolean peer, boolean removed) {}

  /**
   * Who is there.
   *
   * @throws dev.bricklayer.config.error.ClusterException {@code NODE_UNREACHABLE} with GD2's text
   *     when nobody answers; bounded by 4 s
   */
  public PeerHello hello(String address) {
    return client.offer(address, HELLO, new Nothing(), PeerHello.class, QUICK);
  }

  Invited invite(String address, Invite invite) {
    return client.offer(address, INVITE, invite, Invited.class, QUICK);
  }

  void join(String address, Join join) {
    client.offer(address, JOIN, join, Nothing.class, PATIENT);
  }

  void readmit(String address, Readmit readmit) {
    client.offer(address, READMIT, readmit, Nothing.class, PATIENT);
  }

  void dismiss(String address, UUID operation) {
    client.offer(address, DISMISS, new Dismiss(operation), Nothing.class, PATIENT);
  }

  void leave(String address, UUID peer, UUID cluster) {
    client.call(address, peer, LEAVE, new Leave(cluster), Nothing.class, PATIENT);
  }

  /** Asked by a node that was invited and shares no secret yet. */
  Standing invitation(String address, UUID operation, UUID peer) {
    return client.offer(address, INVITATION, new Ask(operation, peer), Standing.class, QUICK);
  }

  /** Asked by a node that has the cluster's secret. */
  Standing standing(String address, UUID operation, UUID peer) {
    return client.call(address, null, STANDING, new Ask(operation, peer), Standing.class, QUICK);
  }
}
