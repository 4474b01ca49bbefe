package dev.bricklayer.config.store;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import io.etcd.jetcd.maintenance.StatusResponse;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * The members of the etcd cluster behind a store. Each call is bounded and may be repeated: what is
 * done already is success. A condition that passes by itself (a learner that is not in sync, a
 * cluster that counts as unhealthy for some seconds after a change, a learner that is there
 * already) is a {@link ClusterException} with {@code UNAVAILABLE}: try again after a moment.
 */
public final class EtcdMembership {
  private final EtcdConnection connection;

  public EtcdMembership(EtcdStore store) {
    this.connection = store.connection();
  }

  /**
   * @param name empty until the member has started once
   */
  public record Member(
      long id, String name, List<URI> peerUrls, List<URI> clientUrls, boolean learner) {
    public Member {
      peerUrls = List.copyOf(peerUrls);
      clientUrls = List.copyOf(clientUrls);
    }

    public boolean started() {
      return !name.isEmpty();
    }
  }

  /**
   * @param leader the leader's id, 0 when there is none
   * @param raftIndex how far its log reaches; equal to the leader's when it is in sync
   * @param dbSize bytes
   */
  public record Status(
      long member,
      long leader,
      long raftIndex,
      long appliedIndex,
      long dbSize,
      String version,
      boolean learner) {}

  /**
   * All members, as one of the store's endpoints knows them: one that lags behind, or was removed
   * itself, may tell an older list.
   */
  public List<Member> list() {
    return connection
        .call("list its members", client -> client.getClusterClient().listMember())
        .getMembers()
        .stream()
        .map(EtcdMembership::member)
        .toList();
  }

  /** Adds a member that does not vote; one with that peer URL is left as it is. */
  public Member addLearner(URI peerUrl) {
    try {
      return member(
          connection
              .call(
                  "add the member " + peerUrl,
                  client -> client.getClusterClient().addMember(List.of(peerUrl), true))
              .getMember());
    } catch (ClusterException e) {
      // an id is made of the URL and the second, hence the first of them
      boolean there =
          reason(e).contains("member ID already exist")
              || reason(e).contains("Peer URLs already exists");
      if (!there) {
        throw e;
      }
      return memberAt(peerUrl)
          .orElseThrow(
              () ->
                  new ClusterException(
                      ErrorCode.UNAVAILABLE, "the member " + peerUrl + " is not known yet"));
    }
  }

  /** Lets a learner vote. */
  public void promote(long id) {
    try {
      connection.call("promote a member", client -> client.getClusterClient().promoteMember(id));
    } catch (ClusterException e) {
      // its reason for a voter is exactly this; for a learner that lags it goes on
      if (!reason(e).endsWith("can only promote a learner member")) {
        throw e;
      }
    }
  }

  public void remove(long id) {
    try {
      connection.call("remove a member", client -> client.getClusterClient().removeMember(id));
    } catch (ClusterException e) {
      if (!reason(e).contains("member not found")) {
        throw e;
      }
    }
  }

  public Optional<Member> memberAt(URI peerUrl) {
    return list().stream().filter(member -> member.peerUrls().contains(peerUrl)).findFirst();
  }

  /** What the member at that client URL says of itself; learners answer too. */
  public Status status(URI endpoint) {
    StatusResponse answer =
        connection.aside(
            "tell the status of " + endpoint,
            client -> client.getMaintenanceClient().statusMember(EtcdConnection.target(endpoint)));
    return new Status(
        answer.getHeader().getMemberId(),
        answer.getLeader(),
        answer.getRaftIndex(),
        answer.getRaftAppliedIndex(),
        answer.getDbSize(),
        answer.getVersion(),
        answer.isLearner());
  }

  /** Whether another attempt may cure it. */
  public static boolean passes(ClusterException e) {
    return e.code() == ErrorCode.UNAVAILABLE;
  }

  private static String reason(ClusterException e) {
    return e.fields().getOrDefault("reason", "");
  }

  private static Member member(io.etcd.jetcd.cluster.Member member) {
    return new Member(
        member.getId(),
        member.getName(),
        member.getPeerURIs(),
        member.getClientURIs(),
        member.isLearner());
  }
}
