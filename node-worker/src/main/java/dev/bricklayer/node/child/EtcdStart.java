package dev.bricklayer.node.child;

/**
 * What an etcd member was begun with. Kept beside its data, so that a later start has the same
 * command and can adopt a member that lives on.
 *
 * @param name the peer's id
 * @param initialCluster {@code name=url,…}: itself alone, or all members of the cluster that it
 *     joins
 * @param existing whether it joins members that are there
 * @param token tells clusters apart that were begun at the same address
 * @param pace how soon the loss of a leader is noticed
 */
public record EtcdStart(
    String name, String initialCluster, boolean existing, String token, Pace pace) {

  /** Heartbeat and election time-outs. */
  public enum Pace {
    /** For the only voter: it loses nobody, so it need not wait a second before it serves. */
    ALONE(20, 200),
    /** For several: a slow disk must not look like the loss of the leader. */
    TOGETHER(100, 1000);

    private final int heartbeatMillis;
    private final int electionMillis;

    Pace(int heartbeatMillis, int electionMillis) {
      this.heartbeatMillis = heartbeatMillis;
      this.electionMillis = electionMillis;
    }

    int heartbeatMillis() {
      return heartbeatMillis;
    }

    int electionMillis() {
      return electionMillis;
    }
  }

  public static EtcdStart alone(String name, String peerUrl, String token) {
    return new EtcdStart(name, name + "=" + peerUrl, false, token, Pace.ALONE);
  }

  public static EtcdStart joining(String name, String initialCluster, String token) {
    return new EtcdStart(name, initialCluster, true, token, Pace.TOGETHER);
  }

  public EtcdStart withPace(Pace now) {
    return new EtcdStart(name, initialCluster, existing, token, now);
  }
}
